"""Wrappers of models, one kind per file: sentence encoder, embedding servers, cross-encoder, language model."""
