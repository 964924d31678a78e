"""What documents are about: goals, places, topics, and the lists that tell."""
