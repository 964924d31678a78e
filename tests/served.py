"""The services behind a test client."""

from fastapi import FastAPI
from fastapi.testclient import TestClient

from web.services import Services


def services_of(client: TestClient) -> Services:
    """The services of the application that a client talks to."""
    assert isinstance(client.app, FastAPI)
    services: Services = client.app.state.services
    return services
