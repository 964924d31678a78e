"""What a question says: its phrases, its parts, and how a follow-up becomes a whole question. Pure functions."""
