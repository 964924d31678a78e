"""A model's markup is made plain."""

from kb.text.markup import plain


def test_links_images_and_html_of_a_model_never_reach_the_page() -> None:
    text = plain(
        "See ![x](http://evil.example/p.png) [here](javascript:alert(1)) <script>x()</script> **bold** https://evil.example/?q=1 end"
    )
    assert text == "See here x() bold end"
