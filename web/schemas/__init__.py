"""Pydantic models that describe the API's JSON."""
