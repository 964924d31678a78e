"""Ways in other than a query: needs, prior work, similar works, themes."""
