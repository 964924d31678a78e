"""Numbers that programs put before headings and items of lists, and that stand in no text of the file."""
