"""The site's links implement the protocol of `kb`."""

import inspect

from kb.links import Links
from web.links import SiteLinks


def test_the_site_has_every_link_that_kb_needs() -> None:
    links: Links = SiteLinks()
    wanted = {name for name, _ in inspect.getmembers(Links, inspect.isfunction) if not name.startswith("_")}
    assert wanted and all(callable(getattr(links, name)) for name in wanted)
    for name in wanted:
        assert (
            inspect.signature(getattr(Links, name)).parameters.keys()
            == inspect.signature(getattr(SiteLinks, name)).parameters.keys()
        )
