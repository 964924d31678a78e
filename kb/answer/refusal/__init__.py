"""What is refused: questions that no sentence answers, and sentences about another year, place or name than asked for."""
