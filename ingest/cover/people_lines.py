"""Lines of front pages that name people, with their role: by the line model's labels, words, columns and similar lines."""

from collections.abc import Sequence
from itertools import takewhile

from ingest.cover.blocks import FrontBlock
from ingest.cover.joining import EDGE, QUOTES, by_role, without_label
from ingest.cover.line_features import word_features
from ingest.cover.place_features import is_same_row, neighbours
from ingest.cover.words import role_of
from ingest.metadata.name_order import family_names, given_names
from ingest.metadata.person_names import (
    NAME_BREAK,
    NOT_NAME,
    is_person,
    name_evidence,
    names_of,
)
from kb.text.normalise import WORD, fold

PEOPLE = ("author", "teacher", "supervisor", "co-supervisor", "examiner")
_OTHER_ROLE = "contact"  # heads of programmes and the like
_INSTITUTIONS = frozenset(("university", "department", "school", "organisation"))
_NEVER = ("title", "subtitle", "body", "heading")  # labels of lines in which a role counts only with a colon
# Confidence in a line set like a sure author's, in a role with a name after it, and in a name below a role; by judgement.
_SIBLING, _WITH_ROLE, _UNDER_ROLE = 0.9, 0.9, 0.8
_SURE, _DOUBTFUL = 0.8, 0.7  # of an author: to look for similar lines; below it a role above overrules the line
_STEPS = 6  # lines above a name that are searched for its role
_ALIKE = 0.03  # share by which the sizes of two lines of one type may differ
_APART = 14  # maximum distance, in heights of a line, between authors in the same type
_LONG_ROLE = 5  # minimum letters of words for a role other than "by" and the like
_LONG = 12  # words of a line of text, which ends the authors of an article


def person_at(
    blocks: Sequence[FrontBlock], labels: Sequence[str], at: int, confidence: float
) -> tuple[str, bool, float]:
    """(role, whether words announce it, confidence) of the people in a line; the role is "" if it names nobody."""
    text = blocks[at].text
    own = announced(text)
    over, people, others = _label_over(blocks, at)
    if not own and (is_other_role(text) or (over == _OTHER_ROLE and not others)):
        return "", False, confidence
    if labels[at] in PEOPLE:
        is_under = bool(over) and not others
        if own or (is_under and (not people or confidence < _DOUBTFUL)):
            return own or over, True, confidence
        beside = "" if is_under else _beside(blocks, at)
        return beside or labels[at], is_under or bool(beside), confidence
    first, *more = by_role(text)
    is_plain = ":" in first or bool(more)  # whether the line lists people by role
    names = without_label(first)
    is_long = is_plain or len(first) - len(names) > _LONG_ROLE
    if own and _names_people(names, announced=is_long) and (is_plain or labels[at] not in _NEVER):
        return own, True, _WITH_ROLE
    if labels[at] not in _NEVER and name_evidence(text) == "name" and over and not people and others < 2:
        return over, True, _UNDER_ROLE
    if labels[at] != "title" and (role := _beside(blocks, at)) and evidence(text) == "name":
        return role, True, _UNDER_ROLE
    if over and not people and not others and name_evidence(text) and labels[at] in _NEVER:
        return over, True, _UNDER_ROLE
    return "", False, confidence


def evidence(text: str) -> str:
    """ "name" if a line holds people only, or people and where they are from; "maybe name" if all parts have the form of names; else ""."""
    parts = names_of(text)
    people = list(takewhile(is_person, parts))
    # The name of an institution may have commas: "Department of Electronics, Information and Bioengineering".
    if people and (len(people) == len(parts) or _is_body(parts[len(people)])):
        return "name"
    return name_evidence(text)


def _is_body(text: str) -> bool:
    """Whether a text names an institution, a team or a body."""
    return bool(NOT_NAME.search(text) or word_features(text) & _INSTITUTIONS)


def with_siblings(
    blocks: Sequence[FrontBlock], labels: Sequence[str], sure: Sequence[float]
) -> tuple[list[str], list[float]]:
    """Labels and confidence of all lines, with authors added that are set like a sure one, in its row or near it."""
    found, confidence = list(labels), [float(share) for share in sure]
    anchors = [
        at for at, label in enumerate(labels) if label == "author" and sure[at] >= _SURE and evidence(blocks[at].text)
    ]
    for at, label in enumerate(labels):
        is_other = label not in (*PEOPLE, "title") or (label == "author" and sure[at] < _SIBLING)
        kind = name_evidence(blocks[at].text) if is_other and anchors and not announced(blocks[at].text) else ""
        if kind and any(_is_sibling(blocks, kind, at, anchor) for anchor in anchors if anchor != at):
            found[at], confidence[at] = "author", _SIBLING
    return found, confidence


def _is_sibling(blocks: Sequence[FrontBlock], kind: str, at: int, anchor: int) -> bool:
    """Whether a line of names is set like an author's: in its row, or near it and larger than the text below, or with listed names."""
    one, other = blocks[at], blocks[anchor]
    size = other.line.size
    if one.page != other.page or not size or not _is_alike(one, other):
        return False
    if is_same_row(one, other):
        return True
    between = blocks[min(at, anchor) + 1 : max(at, anchor)]
    near = abs(one.line.top - other.line.top) < _APART * size
    is_text = any(len(WORD.findall(block.text)) > _LONG for block in between)
    below = next((block for block in blocks[at + 1 :] if not is_same_row(block, one)), None)
    stands_out = below is None or not _is_alike(one, below)
    return near and not is_text and (kind == "name" or stands_out)


def _is_alike(one: FrontBlock, other: FrontBlock) -> bool:
    return abs(one.line.size - other.line.size) <= _ALIKE * other.line.size and one.line.bold == other.line.bold


def is_other_role(text: str) -> bool:
    """Whether a line announces people whose role isn't recorded: "The Chair of the Doctoral Program: Prof. Ada Rossi"."""
    return role_of(fold(text).strip(EDGE + QUOTES))[0] == _OTHER_ROLE


def announced(text: str) -> str:
    """The role that a line announces before a name in it, or ""."""
    role, _ = role_of(fold(text).strip(EDGE + QUOTES))
    return role if role in PEOPLE else ""


def _announced_alone(text: str) -> str:
    """The role that a line announces, if it contains nothing else; else ""."""
    folded = fold(text).strip(EDGE + QUOTES)
    role, end = role_of(folded)
    return role if role in (*PEOPLE, _OTHER_ROLE) and not folded[end:].strip(EDGE) else ""


def _names_people(text: str, *, announced: bool) -> bool:
    """Whether a text lists people only, each with a listed name or initials; with a given name where only words like "by" stand before."""
    names = names_of(text)
    return bool(names) and all(is_person(name, announced=announced) for name in names)


def _beside(blocks: Sequence[FrontBlock], at: int) -> str:
    """The role that the cell to the left announces, over two lines at most, if it contains nothing else: "Supervisor | Ada Rossi"."""
    _, left = neighbours(blocks, at)
    if left is None:
        return ""
    text, rest = blocks[left].text, _below(blocks, left)
    role = _announced_alone(text) or (_announced_alone(f"{text} {rest}") if rest else "")
    return role if role in PEOPLE else ""


def _below(blocks: Sequence[FrontBlock], at: int) -> str:
    """The text of the next line in the column of line `at`, if directly below it."""
    line = blocks[at].line
    for other in blocks[at + 1 : at + 4]:
        in_column = bool(other.line.right) and other.line.left < line.right and line.left < other.line.right
        if in_column and other.page == blocks[at].page:
            return other.text if other.line.top - line.top < 1.6 * max(line.size, 1.0) else ""
    return ""


def _label_over(blocks: Sequence[FrontBlock], at: int) -> tuple[str, int, int]:
    """(the role that a line above in the column announces alone, lines with names in between, other lines in between)."""
    people = others = 0
    near = neighbours(blocks, at)[0]
    for _ in range(_STEPS):
        if near is None:
            break
        text = blocks[near].text
        if role_of(fold(text).strip(EDGE + QUOTES))[0]:
            return _announced_alone(text), people, others
        if name_evidence(text):
            people += 1
        elif not any(char.isdigit() for char in text):
            others += 1
        near = neighbours(blocks, near)[0]
    return "", people, others


def rest_of_name(blocks: Sequence[FrontBlock], labels: Sequence[str], at: int) -> int | None:
    """The line just below in the same column that completes the name in line `at`, by a word or the rest of a list; else None."""
    line = blocks[at].line
    for near in range(at + 1, min(at + 4, len(blocks))):
        other = blocks[near].line
        beside = not other.right or (other.left < line.right and line.left < other.right)
        if blocks[near].page != blocks[at].page or not beside or blocks[near].column != blocks[at].column:
            continue
        close = other.top - line.top < 2 * max(line.size, 1.0)
        is_list = labels[near] == labels[at] and _ends_within_name(line.text)
        is_word = labels[near] in (*PEOPLE, "other", "label", "organisation") and _is_last_word(
            blocks[near].text, line.text
        )
        return near if close and (is_list or (is_word and len(WORD.findall(line.text)) <= 3)) else None
    return None


def _is_last_word(text: str, name: str) -> bool:
    """Whether a line is the last word of the name in the line above; after a complete name only a listed family name is."""
    words, above = WORD.findall(text), WORD.findall(without_label(name))
    if len(words) != 1 or not words[0][:1].isupper() or role_of(fold(words[0]))[0]:
        return False
    is_whole = len(above) > 1 and fold(above[-1]) not in given_names() and name_evidence(" ".join(above)) == "name"
    return not is_whole or fold(words[0]) in family_names()


def _ends_within_name(text: str) -> bool:
    """Whether the last of several names has only one word so far."""
    names = NAME_BREAK.split(text)
    return len(names) > 1 and len(WORD.findall(names[-1])) == 1
