"""From lines to text: cleaning, structure, passages."""
