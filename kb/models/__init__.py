"""One kind of model in each file."""
