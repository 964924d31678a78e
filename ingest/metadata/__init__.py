"""What a document's front pages say of it."""
