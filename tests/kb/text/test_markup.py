"""A model's markup is removed."""

import pytest

from kb.text.markup import plain


def test_links_images_and_html_of_a_model_never_reach_the_page() -> None:
    text = plain(
        "See ![x](http://evil.example/p.png) [here](javascript:alert(1)) <script>x()</script> **bold** https://evil.example/?q=1 end"
    )
    assert text == "See here x() bold end"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("# Title\n\nText", "Title Text"), ("- one\n- two", "one two"), ("> quoted", "quoted"), ("`code` and *this*", "code and this"),
        ("It costs 3 < 5 euro", "It costs 3 < 5 euro"),
        ("It is < 20 mg and > 5 mg", "It is < 20 mg and > 5 mg"), ("a\n-5 gradi", "a -5 gradi"), ("<!-- x -->a<br/>b</P>", "ab"), ("well-known", "well-known"), ("", ""),
        ("data:text/html,x file:///etc/passwd", ""), ("[a](b(c)d) e", "a e"),
    ],
)  # fmt: skip
def test_markdown_leaves_its_words(written: str, shown: str) -> None:
    assert plain(written) == shown
