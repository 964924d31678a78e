"""What a person keeps, and works beside each other."""
