"""From lines to text, sections and passages."""
