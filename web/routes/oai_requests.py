"""Requests of OAI-PMH: parsing and validation of verbs, arguments, dates and resumption tokens."""

import base64
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from web.filters import LONGEST_QUESTION

_WORD = r"[A-Za-z0-9\-_.!~*'()]+"
# Arguments with a form prescribed by the protocol's schema.
_FORMS = {
    "set": re.compile(rf"{_WORD}(?::{_WORD})*"),
    "metadataPrefix": re.compile(_WORD),
    "identifier": re.compile(r"[^\s<>\"{}|\\^`]+"),
}
_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?")
LISTING = {"metadataPrefix", "from", "until", "set", "resumptionToken"}
# Verb → its arguments, and those required unless a resumption token replaces them.
VERBS: dict[str, tuple[set[str], set[str]]] = {
    "Identify": (set(), set()),
    "ListMetadataFormats": ({"identifier"}, set()),
    "ListSets": ({"resumptionToken"}, set()),
    "GetRecord": ({"identifier", "metadataPrefix"}, {"identifier", "metadataPrefix"}),
    "ListIdentifiers": (LISTING, {"metadataPrefix"}),
    "ListRecords": (LISTING, {"metadataPrefix"}),
}


class ProtocolError(Exception):
    """An error of the protocol, with its code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def checked(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """The arguments of a request. Raises badVerb or badArgument."""
    arguments = dict(pairs)
    verb = arguments.get("verb", "")
    if verb not in VERBS or [name for name, _ in pairs].count("verb") > 1:
        raise ProtocolError("badVerb", f"The verb must be one of: {', '.join(VERBS)}.")
    allowed, needed = VERBS[verb]
    names = [name for name, _ in pairs if name != "verb"]
    if len(set(names)) < len(names):
        raise ProtocolError("badArgument", "An argument is given more than once.")
    if other := sorted(set(names) - allowed):
        raise ProtocolError("badArgument", f"{verb} takes no argument {other[0][:50]}.")
    if "resumptionToken" in arguments and len(names) > 1:
        raise ProtocolError("badArgument", "A resumption token is the only argument beside the verb.")
    if "resumptionToken" not in arguments and (missing := sorted(needed - set(names))):
        raise ProtocolError("badArgument", f"{verb} needs the argument {missing[0]}.")
    if not all(len(value) <= LONGEST_QUESTION and value.isprintable() for value in arguments.values()):
        raise ProtocolError("badArgument", f"An argument is longer than {LONGEST_QUESTION} characters or isn't text.")
    for name, form in _FORMS.items():
        if name in arguments and not form.fullmatch(arguments[name]):
            raise ProtocolError("badArgument", f"{name} has characters that it can't have.")
    return arguments


def bound(arguments: Mapping[str, str], name: str) -> str:
    """The date in an argument, "" for none. Raises badArgument."""
    value = arguments.get(name, "")
    try:
        if value and _DATE.fullmatch(value):
            datetime.fromisoformat(value)
        elif value:
            raise ValueError(value)
    except ValueError as error:
        raise ProtocolError("badArgument", f"{name} must be YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.") from error
    return value


def position_of(arguments: Mapping[str, str]) -> dict[str, Any]:
    """The contents of the resumption token; {} if there is none. Raises badResumptionToken."""
    if "resumptionToken" not in arguments:
        return {}
    try:
        position = json.loads(base64.urlsafe_b64decode(arguments["resumptionToken"]))
        texts = {**position, **position.get("request", {})}
        texts.pop("request", None)
        if not all(isinstance(value, str) for value in texts.values()) or position.get("verb") != arguments["verb"]:
            raise TypeError
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ProtocolError("badResumptionToken", "The resumption token isn't one of this repository's.") from error
    return dict(position)
