"""Pages are found in web archives; other files have none."""

import pytest

from ingest.readers.markup.html import read_blocks
from ingest.readers.markup.page import soup_of, stated, web_archive_page

ARCHIVE = (
    b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=finta\r\n\r\n--finta\r\nContent-Type: image/png\r\n\r\nx\r\n"
    b"--finta\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    b"<p>Il caff=C3=A8 finto costa 2=\r\n17 euro</p>\r\n--finta--\r\n"
)


def test_the_page_of_a_web_archive_is_decoded() -> None:
    page = web_archive_page(ARCHIVE).decode()
    assert [block.text for block in read_blocks(page)[0]] == ["Il caffè finto costa 217 euro"]


@pytest.mark.parametrize("data", [b"", b"made up", b"Content-Type: text/plain\r\n\r\nfinto"])
def test_what_holds_no_page_has_none(data: bytes) -> None:
    assert web_archive_page(data) == b""


def test_a_head_without_metas_states_its_title_only() -> None:
    found = stated(soup_of("<title>Orti\nfinti</title><p>A made-up page"))
    assert (found.title, found.author, found.year, found.keywords) == ("Orti finti", "", None, ())
