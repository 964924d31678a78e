"""Things that a question names: works it compares or takes its answer from, and things it chooses between. Pure."""
