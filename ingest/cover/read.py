"""What a front page says: title, subtitle, people by role, university and years, each with the reader's confidence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.cover.blocks import FrontBlock, FrontPages
from ingest.cover.choice import choose
from ingest.cover.features import features
from ingest.cover.joining import EDGE, QUOTES, joined, without_label
from ingest.cover.model import Chain, CoverModel, Floats, cover_model
from ingest.cover.place_features import neighbours
from ingest.cover.spans import Span
from ingest.cover.title_rules import title_lines
from ingest.cover.trees import Trees, title_trees
from ingest.cover.words import role_of
from ingest.metadata.person_names import NAME_BREAK, family_names, given_names, name_evidence
from kb.text.normalise import WORD, fold

_SMALLER = 0.9  # times the size of a title's first line: a subtitle
_NEAR = 5  # lines below the title among which an author without a role is looked for
_PERHAPS = 0.15  # probability of an author from which a line of names there is one
_LIKELY, _WITHOUT_ROLE = 0.8, 0.5  # confidence in such an author, and in another. By judgement, as the three above.
PEOPLE = ("author", "teacher", "supervisor", "co-supervisor", "examiner")


@dataclass(frozen=True)
class Part:
    """A text that plays a part on the front pages, and the probability that it does.

    `page` counts the front pages from 0, `line` the lines of all of them. `announced`: words for the role stand before it, on its line or
    just above.
    """

    role: str
    text: str
    confidence: float
    page: int = 0
    announced: bool = False
    line: int = 0


@dataclass(frozen=True)
class Cover:
    """The front pages' title and subtitle ("" if there is none), and everything else by role.

    `below_title` are people without a role in the lines below the title: the authors, if nobody else is.
    """

    title: Part
    subtitle: Part
    parts: tuple[Part, ...]
    below_title: tuple[Part, ...] = ()

    def of(self, *roles: str) -> list[Part]:
        """The parts with one of these roles, in order."""
        return [part for part in self.parts if part.role in roles]


NO_TITLE, NO_SUBTITLE = Part("title", "", 0.0), Part("subtitle", "", 0.0)


def read_cover(front: FrontPages, model: CoverModel | None = None, trees: Trees | None = None) -> Cover:
    """The parts of the front pages, by the models that come with the program or other ones.

    Rules make a title of the lines that the line model takes for one, and `trees` choose between it and other runs of lines. With
    another line model and no trees the rules alone decide.
    """
    if model is None and trees is None:
        trees = title_trees()
    model = model or cover_model()
    scores = model.scores(features(front))
    labels, chain = model.best(scores), model.chain(scores)
    if not front.blocks:
        return Cover(NO_TITLE, NO_SUBTITLE, ())
    lines, below, confidence = _title(front, labels, chain, trees)
    title = Part("title", joined(front.blocks, lines), round(confidence, 2))
    subtitle = Part("subtitle", joined(front.blocks, below), title.confidence) if below else NO_SUBTITLE
    parts = tuple(_parts(front.blocks, labels, chain.shares.max(axis=1)))
    return Cover(
        title, subtitle, parts, tuple(_below(front.blocks, labels, chain.share("author"), (below or lines)[-1]))
    )


def _title(
    front: FrontPages, labels: list[str], chain: Chain, trees: Trees | None
) -> tuple[Sequence[int], Sequence[int], float]:
    """The lines of the title, those of the subtitle, which may be none, and the probability of both."""
    lines: Sequence[int]
    below: Sequence[int]
    lines, below = title_lines(front.blocks, labels, chain)
    confidence = float(chain.share("title")[lines].max())
    if trees is not None:
        rules = (Span(lines[0], (below or lines)[-1]), Span(lines[0], lines[-1]))
        chosen, confidence = choose(front, chain, rules, trees)
        if chosen != rules[0]:
            lines, below = _divided(front.blocks, labels, chosen)
    return lines, below, confidence


def _divided(blocks: Sequence[FrontBlock], labels: Sequence[str], chosen: Span) -> tuple[Sequence[int], Sequence[int]]:
    """The lines of the title and of its subtitle, which begins where the type becomes smaller or the line model says so."""
    size = blocks[chosen.start].line.size
    for at in chosen.lines[1:]:
        if labels[at] == "subtitle" or blocks[at].line.size < _SMALLER * size:
            return range(chosen.start, at), range(at, chosen.end + 1)
    return chosen.lines, ()


def _below(blocks: Sequence[FrontBlock], labels: Sequence[str], authors: Floats, last: int) -> Iterator[Part]:
    """The lines below the title's `last` one that hold names and may be of authors, before the text begins; else the first with listed names only."""
    near = range(last + 1, min(last + 1 + _NEAR, len(blocks)))
    near = range(near.start, next((at for at in near if _is_text(blocks, labels, at, last)), near.stop))
    kinds = {at: name_evidence(blocks[at].text) for at in near}
    likely = [at for at in near if kinds[at] and authors[at] >= _PERHAPS]
    known = [at for at in near if kinds[at] == "name" and labels[at] in ("other", "subtitle")][:1]
    for at in likely or known:
        yield Part("author", blocks[at].text, _LIKELY if at in likely else _WITHOUT_ROLE, blocks[at].page, line=at)


def _is_text(blocks: Sequence[FrontBlock], labels: Sequence[str], at: int, last: int) -> bool:
    """Whether another page or the text begins at a line."""
    return blocks[at].page != blocks[last].page or (
        labels[at] in ("heading", "body") and not name_evidence(blocks[at].text)
    )


def _parts(blocks: Sequence[FrontBlock], labels: Sequence[str], sure: Sequence[float]) -> Iterator[Part]:
    """The parts other than title and subtitle; a name over two lines of a column is one."""
    done: set[int] = set()
    for at, label in enumerate(labels):
        if label in ("title", "subtitle", "body", "other", "heading", "label") or at in done:
            continue
        text, confidence, announced = blocks[at].text, round(float(sure[at]), 2), False
        if label in PEOPLE:
            announced = bool(_announced(text)) or _is_below_label(blocks, labels, at)
            label = _announced(text) or _beside(blocks, at) or label
            text = without_label(text)
            below = _rest_of_name(blocks, labels, at)
            if below is not None:
                done.add(below)
                text = f"{text} {blocks[below].text}"
        # A dash before a university's second line is part of its name.
        text = text.strip() if label == "university" else text.strip(EDGE)
        yield Part(label, text, confidence, blocks[at].page, announced, at)


def _announced(text: str) -> str:
    """The role that a line itself announces before a name, or ""."""
    role, _ = role_of(fold(text).strip(EDGE + QUOTES))
    return role if role in PEOPLE else ""


def _beside(blocks: Sequence[FrontBlock], at: int) -> str:
    """The role that the cell to the left announces, if it holds nothing else: "Supervisor | Ada Rossi"."""
    _, left = neighbours(blocks, at)
    if left is None:
        return ""
    text = fold(blocks[left].text).strip(EDGE + QUOTES)
    role, end = role_of(text)
    return role if role in PEOPLE and not text[end:].strip(EDGE) else ""


def _is_below_label(blocks: Sequence[FrontBlock], labels: Sequence[str], at: int) -> bool:
    """Whether a line for a role stands above this one, with nothing but people between."""
    above = at - 1
    while above >= 0 and labels[above] == labels[at] and not _announced(blocks[above].text):
        above -= 1
    return above >= 0 and blocks[above].page == blocks[at].page and bool(_announced(blocks[above].text))


def _rest_of_name(blocks: Sequence[FrontBlock], labels: Sequence[str], at: int) -> int | None:
    """The line just below in the same column that completes the name in line `at`: with one word, or the rest of a list of names."""
    line = blocks[at].line
    for near in range(at + 1, min(at + 4, len(blocks))):
        other = blocks[near].line
        beside = not other.right or (other.left < line.right and line.left < other.right)
        if blocks[near].page != blocks[at].page or not beside or blocks[near].column != blocks[at].column:
            continue
        close = other.top - line.top < 2 * max(line.size, 1.0)
        is_list = labels[near] == labels[at] and _ends_within_name(line.text)
        is_word = labels[near] in (*PEOPLE, "other", "organisation") and _is_last_word(blocks[near].text, line.text)
        return near if close and (is_list or (is_word and len(WORD.findall(line.text)) <= 3)) else None
    return None


def _is_last_word(text: str, name: str) -> bool:
    """Whether a line is the last word of the name in the line above. Below a whole name only a listed family name is; others are towns."""
    words, above = WORD.findall(text), WORD.findall(without_label(name))
    if len(words) != 1 or not words[0][:1].isupper() or role_of(fold(words[0]))[0]:
        return False
    is_whole = len(above) > 1 and fold(above[-1]) not in given_names() and name_evidence(" ".join(above)) == "name"
    return not is_whole or fold(words[0]) in family_names()


def _ends_within_name(text: str) -> bool:
    """Whether the last of several names has only one word yet."""
    names = NAME_BREAK.split(text)
    return len(names) > 1 and len(WORD.findall(names[-1])) == 1
