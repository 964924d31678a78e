"""Reading of front pages: title, subtitle, people by role, university and years, each with its confidence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.cover.blocks import FrontBlock, FrontPages
from ingest.cover.choice import choose
from ingest.cover.features import features
from ingest.cover.joining import EDGE, by_role, is_apart, joined, without_label
from ingest.cover.line_features import word_features
from ingest.cover.model import Chain, CoverModel, Floats, cover_model
from ingest.cover.people_lines import PEOPLE, announced, evidence, person_at, rest_of_name, with_siblings
from ingest.cover.place_features import is_same_row
from ingest.cover.spans import Span
from ingest.cover.title_rules import title_lines
from ingest.cover.trees import Trees, title_trees
from ingest.metadata.person_names import capitalised, name_evidence

_SMALLER = 0.9  # times the size of a title's first line: a subtitle
_NEAR = 5  # lines below the title that are searched for an author without a role
_PERHAPS = 0.15  # probability of an author from which a line of names there counts as one
_BELOW_AN_AUTHOR = frozenset(("date", "university", "department", "school", "link"))
_NO_PART = ("title", "subtitle", "body", "other", "heading", "label")
_LIKELY, _WITHOUT_ROLE = 0.8, 0.5  # confidence in such an author, and in another. By judgement, as the three above.


@dataclass(frozen=True)
class Part:
    """A text with a role on the front pages, and the probability of that role.

    `page` counts the front pages from 0, `line` the lines of all of them. `announced`: words for the role precede it,
    on its line or just above.
    """

    role: str
    text: str
    confidence: float
    page: int = 0
    announced: bool = False
    line: int = 0


@dataclass(frozen=True)
class Cover:
    """Title and subtitle of the front pages ("" if there is none), and all other parts by role.

    `near_title` are people without a role in the lines below the title, or above it: the authors, if there are no others.
    """

    title: Part
    subtitle: Part
    parts: tuple[Part, ...]
    near_title: tuple[Part, ...] = ()

    def of(self, *roles: str) -> list[Part]:
        """The parts with one of these roles, in order."""
        return [part for part in self.parts if part.role in roles]


NO_TITLE, NO_SUBTITLE = Part("title", "", 0.0), Part("subtitle", "", 0.0)


def read_cover(front: FrontPages, model: CoverModel | None = None, trees: Trees | None = None) -> Cover:
    """The parts of the front pages, by the models that come with the program or other ones.

    Rules make a title of the lines that the line model labels as one, and `trees` choose between it and other runs of lines.
    With another line model and no trees the rules alone decide.
    """
    if model is None and trees is None:
        trees = title_trees()
    model = model or cover_model()
    scores = model.scores(features(front))
    labels, chain = model.best(scores), model.chain(scores)
    if not front.blocks:
        return Cover(NO_TITLE, NO_SUBTITLE, ())
    lines, below, confidence = _title(front, labels, chain, trees)
    below = [at for at in below if not is_apart(front.blocks[at].text.strip())]
    title = Part("title", joined(front.blocks, lines), round(confidence, 2), front.blocks[lines[0]].page, line=lines[0])
    subtitle = Part("subtitle", joined(front.blocks, below), title.confidence) if below else NO_SUBTITLE
    parts = tuple(_parts(front.blocks, *with_siblings(front.blocks, labels, chain.shares.max(axis=1))))
    near = tuple(_below(front.blocks, labels, chain.share("author"), (below or lines)[-1]))
    return Cover(title, subtitle, parts, near or tuple(_above(front.blocks, labels, lines[0])))


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
    """The lines of the title and of its subtitle, which begins where the type becomes smaller or by the line model."""
    size = blocks[chosen.start].line.size
    for at in chosen.lines[1:]:
        if labels[at] == "subtitle" or blocks[at].line.size < _SMALLER * size:
            return range(chosen.start, at), range(at, chosen.end + 1)
    return chosen.lines, ()


def _below(blocks: Sequence[FrontBlock], labels: Sequence[str], authors: Floats, last: int) -> Iterator[Part]:
    """Lines of names below the title's `last` line, before the text, that are probably authors.

    If none is, the first one with listed names only, or followed by an affiliation.
    """
    near = range(last + 1, min(last + 1 + _NEAR, len(blocks)))
    near = range(near.start, next((at for at in near if _is_text(blocks, labels, at, last)), near.stop))
    kinds = {at: evidence(blocks[at].text) for at in near}
    likely = [at for at in near if kinds[at] and authors[at] >= _PERHAPS]
    known = [at for at in near if kinds[at] == "name" and labels[at] not in ("title", *PEOPLE)][:1]
    followed = [
        at
        for at in near[:-1]
        if kinds[at] and labels[at] not in ("title", *PEOPLE[1:]) and _is_followed(blocks, labels, at)
    ]
    for at in likely or known or followed[:1]:
        yield Part("author", blocks[at].text, _LIKELY if at in likely else _WITHOUT_ROLE, blocks[at].page, line=at)


def _above(blocks: Sequence[FrontBlock], labels: Sequence[str], first: int) -> Iterator[Part]:
    """The line with only listed names above the title's `first` line, on its page, as on title pages that begin with an author."""
    for at in range(max(0, first - _NEAR), first):
        text = capitalised(blocks[at].text)
        if blocks[at].page == blocks[first].page and name_evidence(text) == "name" and labels[at] not in PEOPLE[1:]:
            yield Part("author", text, _WITHOUT_ROLE, blocks[at].page, line=at)
            return


def _is_followed(blocks: Sequence[FrontBlock], labels: Sequence[str], at: int) -> bool:
    """Whether a date, an institution or an address follows below a line, as below the author of an article."""
    below = next(
        near
        for near in range(at + 1, len(blocks) + 1)
        if near == len(blocks) or not is_same_row(blocks[near], blocks[at])
    )
    return below < len(blocks) and (
        labels[below] in ("date", "university", "school") or bool(word_features(blocks[below].text) & _BELOW_AN_AUTHOR)
    )


def _is_text(blocks: Sequence[FrontBlock], labels: Sequence[str], at: int, last: int) -> bool:
    """Whether another page, or the text, begins at a line."""
    return blocks[at].page != blocks[last].page or (
        labels[at] in ("heading", "body") and not name_evidence(blocks[at].text)
    )


def _parts(blocks: Sequence[FrontBlock], labels: Sequence[str], sure: Sequence[float]) -> Iterator[Part]:
    """The parts other than title and subtitle; a name over two lines of a column is one."""
    done: set[int] = set()
    for at, label in enumerate(labels):
        role, is_announced, confidence = person_at(blocks, labels, at, float(sure[at]))
        if at in done or not (role or label not in _NO_PART):
            continue
        text = blocks[at].text
        if role:
            text, *others = by_role(text)
            yield from (
                Part(announced(other), without_label(other), round(confidence, 2), blocks[at].page, True, at)
                for other in others
            )
            text = without_label(text)
            below = None if others else rest_of_name(blocks, labels, at)
            if below is not None:
                done.add(below)
                text = f"{text} {blocks[below].text}"
        # A dash before a university's second line is part of its name.
        text = text.strip() if label == "university" and not role else text.strip(EDGE)
        yield Part(role or label, text, round(confidence, 2), blocks[at].page, is_announced, at)
