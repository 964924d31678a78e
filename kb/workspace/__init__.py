"""Works and texts that members keep, and needs sent to the office; all are stored in the database of accounts."""
