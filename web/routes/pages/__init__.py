"""HTML routes."""

from web.routes.pages import (
    account,
    alerts,
    ask,
    discovery,
    documents,
    feeds,
    home,
    needs,
    people,
    prior_work,
    saved_answers,
    search,
    themes,
    upload,
)

# Requests are matched in this order: the most frequent first.
ROUTERS = tuple(
    part.router
    for part in (
        search, ask, documents, needs, prior_work, people, home, discovery, feeds, themes, alerts, saved_answers,
        account, upload,
    )
)  # fmt: skip
