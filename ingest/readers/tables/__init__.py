"""Tables and records: spreadsheets, delimited text, JSON, notebooks."""
