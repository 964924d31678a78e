"""HTML routes."""

from web.routes.pages import (
    account,
    alerts,
    ask,
    discovery,
    documents,
    feeds,
    home,
    page_view,
    people,
    saved_answers,
    search,
    themes,
    upload,
)
from web.routes.pages.office import inbox, sending
from web.routes.pages.texts import needs, prior_work
from web.routes.pages.workspace import changes, comparison, page

# Requests are matched in this order: the most frequent first.
ROUTERS = tuple(
    part.router
    for part in (
        search, ask, documents, page_view, needs, prior_work, people, home, discovery, feeds, themes, alerts, saved_answers,
        account, upload, sending, inbox, page, changes, comparison,
    )
)  # fmt: skip
