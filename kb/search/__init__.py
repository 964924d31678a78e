"""Search: from a query to ranked passages, within the reader's scope."""
