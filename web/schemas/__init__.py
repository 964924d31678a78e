"""The JSON of the API, as models."""
