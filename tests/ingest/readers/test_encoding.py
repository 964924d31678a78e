"""Encodings: byte order marks, UTF-8 with wrong bytes, declarations of pages, and likelihood of the text."""

import pytest

from ingest.readers.encoding import decode
from kb.errors import UnreadableFile

ITALIAN = "Perché la città è più verde: l'università studierà le attività. È già così, può darsi."
TYPESET = "Perché – disse – «l’orto è “aperto”»: già 20 € l’anno."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_marks_and_zeros_tell_the_encoding(encoding: str) -> None:
    assert decode("Perché – «sì»".encode(encoding)) == "Perché – «sì»"


@pytest.mark.parametrize("encoding", ["cp1252", "iso8859-15", "mac_roman", "cp850"])
def test_italian_text_is_recognised_by_its_looks(encoding: str) -> None:
    assert decode(ITALIAN.encode(encoding)) == ITALIAN


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_typographic_signs_are_recognised(encoding: str) -> None:
    assert decode(TYPESET.encode(encoding)) == TYPESET


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Οι κήποι της γειτονιάς ανήκουν σε όλους τους κατοίκους της πόλης", "cp1253"),
        ("Городские сады принадлежат всем жителям района и города", "cp1251"),
        ("Городские сады принадлежат всем жителям района и города", "koi8-r"),
        ("Szkoła i ogród są dla wszystkich mieszkańców, także dzieci", "cp1250"),
        ("Zahrady patří všem obyvatelům čtvrti a města, také dětem", "iso8859_2"),
        ("Zahrady patří všem obyvatelům čtvrti a města, také dětem", "cp1250"),
        ("A kertek a városrész lakóié, és őrzik a régi fűzfákat", "cp852"),
        ("社区花园属于所有居民，市政府每年提供资金。", "gb18030"),
    ],
)
def test_other_letters_are_recognised(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("La città è qui: ".encode() + b"\xe9", "La città è qui: é"),
        (b"\xff" + "La città è qui".encode(), "\ufffdLa città è qui"),
        ("La città è qui, perch".encode() + b"\xc3", "La città è qui, perch\ufffd"),
        ("La città è qui ".encode() + b"\x93ieri\x94", "La città è qui “ieri”"),
    ],
)
def test_a_wrong_byte_in_utf8_spoils_itself_only(data: bytes, text: str) -> None:
    assert decode(data) == text


@pytest.mark.parametrize(
    ("head", "encoding", "body"),
    [
        ('<meta charset="windows-1253">', "cp1253", "κήποι"),
        ("<meta http-equiv='Content-Type' content='text/html; charset=iso-8859-15'>", "iso8859-15", "20 € e œuvre"),
        ('<?xml version="1.0" encoding="windows-1251"?>', "cp1251", "сад"),
        ('<meta charset="iso-8859-1">', "cp1252", "“città”"),
        ('<meta charset="iso-8859-1">', "utf-8", "“città”"),
        ('<meta charset="utf-8">', "cp1252", "perché la città"),
        ('<meta charset="no-such-thing">', "cp1252", "perché la città"),
    ],
)
def test_what_a_page_declares_is_used_unless_it_is_wrong(head: str, encoding: str, body: str) -> None:
    assert decode(head.encode() + body.encode(encoding), markup=True).endswith(body)


def test_a_declaration_counts_in_markup_only() -> None:
    text = '<meta charset="windows-1253"> perché la città'
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize("data", [b"a\0b", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", bytes(range(256)) * 4])
def test_binary_data_is_no_text(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="isn't text"):
        decode(data)


def test_a_single_zero_in_a_long_text_does_not_make_it_binary() -> None:
    assert decode(b"orto " * 100 + b"\0" + b"fine").endswith("fine")
