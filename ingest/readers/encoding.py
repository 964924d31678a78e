"""Decoding of text files: by byte order mark, as UTF-8, by the declared encoding, or by the likelihood of the text."""

import codecs
import re

import charset_normalizer

from kb.errors import UnreadableFile
from kb.text.languages import detect

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 200_000  # bytes used to guess an encoding
_BINARY = 0.02  # share of control characters above which a file isn't text; by judgement
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1a\x1b\x1c\x1d\x1e\x1f")
# Encodings of Western Europe, the likeliest first: Windows, old ones of Unix, macOS and DOS.
_WESTERN = ("cp1252", "iso8859_15", "mac_roman", "cp850")
_OTHERS = (
    "cp1250", "iso8859_2", "cp1251", "koi8_r", "mac_cyrillic", "cp1253", "iso8859_7", "cp1254", "cp1256", "cp1255", "gb18030", "big5",
    "shift_jis", "euc_jp", "euc_kr",
)  # fmt: skip
# Encodings of Central Europe, whose letters look like Western ones, and the letters by language.
_CENTRAL = ("cp1250", "iso8859_2", "mac_latin2", "cp852")
_ALPHABETS = {
    "cs": "áčďéěíňóřšťúůýž", "sk": "áäčďéíĺľňóôŕšťúýž", "pl": "ąćęłńóśźż", "hu": "áéíóöőúüű", "ro": "ăâîşţ", "hr": "čćđšž", "sl": "čšž",
}  # fmt: skip
_LANGUAGES = (*_ALPHABETS, "it", "en", "fr", "es", "de", "pt", "nl", "sv", "da", "no", "fi", "sq")
_LETTERS = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüœßÀÁÂÄÇÈÉÊËÌÍÎÏÑÒÓÔÖØÙÚÛÜ")
_SIGNS = frozenset("’‘“”«»–—…€°§·•©®ªº²³½ ×±")
_UNLIKELY_INSIDE = re.compile(r"(?<=[a-zà-öø-ÿ])[^\W\d_a-zà-öø-ÿœ](?=[a-zà-öø-ÿ]|\b)")
_GOOD = 0.8  # share of likely characters above which a Western encoding is taken; by judgement
_WHOLE_WORD = re.compile(rb"[\x80-\xff]{4,}")  # in Latin script hardly any word is all accents
_FOREIGN = 0.4  # share of the bytes beyond ASCII in such words above which a text isn't in Latin script; by judgement
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})|<meta[^>]{0,400}?charset\s*=\s*["']?\s*([\w.:-]{2,40})"""
    rb"""|@charset\s+["']([\w.:-]{2,40})""",
    re.I,
)
_READ_AS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254"}  # as browsers do


def decode(data: bytes, *, markup: bool = False) -> str:
    """Text from bytes. `markup` also uses the encoding declared in an HTML or XML file.

    A byte order mark decides, then UTF-8, with a few wrong bytes allowed, then the declaration, then likelihood. Raises
    UnreadableFile for binary data.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    sample = data[:_SAMPLE]
    if wide := _utf16(sample):
        return data.decode(wide, errors="replace")
    if len(sample) - len(sample.translate(None, _CONTROLS)) > _BINARY * len(sample):
        raise UnreadableFile("it isn't text, though its name says so")
    if (text := _utf8(data)) is not None:
        return text
    if markup and (text := _declared(data)) is not None:
        return text
    return data.decode(_looks_like(sample), errors="replace")


def _utf16(sample: bytes) -> str:
    """The byte order of UTF-16 without a mark: every other byte of Latin text is zero; "" for other data."""
    half = len(sample) // 2
    even, odd = sample[: half * 2 : 2].count(0), sample[1::2].count(0)
    if half >= 2 and odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if half >= 2 and even > 0.4 * half and odd < 0.05 * half else ""


def _utf8(data: bytes) -> str | None:
    """The text, if it is UTF-8 with at most as many wrong bytes as right characters beyond ASCII; else None."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="polikb-stray")
    stray = sum(0xDC80 <= ord(char) <= 0xDCFF for char in text)
    beyond = sum(ord(char) > 127 for char in text) - stray
    return text.translate(_STRAY) if beyond >= stray else None


def _keep_stray(error: UnicodeError) -> tuple[str, int]:
    """Keep each wrong byte as a lone surrogate, to be counted and then read as Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end]), error.end


def _stray(byte: int) -> str:
    char = bytes([byte]).decode("cp1252", "ignore")
    return char if char in _LETTERS - set("ÂÃ") or char in "’‘“”–—…€°«»" else "\ufffd"


codecs.register_error("polikb-stray", _keep_stray)
_STRAY = {0xDC00 + byte: _stray(byte) for byte in range(0x80, 0x100)}


def _declared(data: bytes) -> str | None:
    """The text in the encoding declared by the first bytes, if that is known and fits; else None."""
    found = _DECLARED.search(data[:4096])
    if not found:
        return None
    try:
        name = codecs.lookup(next(filter(None, found.groups())).decode("ascii")).name
        name = _READ_AS.get(name, name)
        text = data.decode(name, errors="replace")
    except (LookupError, UnicodeError):
        return None
    return text if name != "utf-8" and text.count("\ufffd") <= 0.01 * len(text) else None


def _looks_like(sample: bytes) -> str:
    """The likeliest encoding of a text that isn't UTF-8."""
    scores = {name: _likelihood(sample, name) for name in _WESTERN}
    best = max(_WESTERN, key=lambda name: scores[name])
    beyond = sample.translate(None, bytes(range(128)))
    in_words = sum(map(len, _WHOLE_WORD.findall(sample)))
    if in_words < _FOREIGN * len(beyond) and (central := _central(sample, best)):
        return central
    if scores[best] >= _GOOD and in_words < _FOREIGN * len(beyond):
        return best
    found = charset_normalizer.from_bytes(sample, cp_isolation=list(_OTHERS)).best()
    return found.encoding if found else best


def _central(sample: bytes, western: str) -> str:
    """The encoding of a text in a language of Central Europe, identified in the wrong encoding `western`; "" for others."""
    letters = _ALPHABETS.get(detect(sample.decode(western, errors="replace"), _LANGUAGES), "")
    if not letters:
        return ""

    def right(encoding: str) -> int:
        return sum(char in letters for char in sample.decode(encoding, errors="replace").lower())

    return max(_CENTRAL, key=right)


def _likelihood(sample: bytes, encoding: str) -> float:
    """The share of non-ASCII characters that are usual in Western texts, minus the share of odd ones within words."""
    text = sample.decode(encoding, errors="replace")
    beyond = [char for char in text if ord(char) > 127]
    if not beyond:
        return 0.0
    likely = sum(char in _LETTERS or char in _SIGNS for char in beyond)
    return (likely - len(_UNLIKELY_INSIDE.findall(text))) / len(beyond)
