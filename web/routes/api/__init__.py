"""JSON routes."""

from web.routes.api import delegated, library, people

# Requests are matched in this order: the most frequent first.
ROUTERS = (library.router, people.router, delegated.router)
