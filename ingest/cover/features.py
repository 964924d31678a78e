"""Features of the lines of front pages, as names that hold for a line: its type, its place, the kinds of its words, its neighbours."""

from collections.abc import Iterator, Mapping, Sequence

from ingest.cover.blocks import FrontBlock, FrontPages
from ingest.cover.line_features import bucket, line_language, word_features
from ingest.cover.place_features import continuity, neighbours, place_features
from kb.text.normalise import WORD, fold

_FORMAL = frozenset(
    ["university", "school", "department", "course", "degree", "thesis", "formula", "date", "academic year", "number of a student",
     "link", "law", "name", "role", "heading", "numbered", "organisation"]
)  # fmt: skip
_GIST = _FORMAL | {"sentence", "no letters", "ends open", "ends colon", "title label", "lower start", "maybe name"}


def features(front: FrontPages) -> list[set[str]]:
    """For each block its features, including those of its neighbours."""
    blocks = front.blocks
    shapes = place_features(front)
    own = [word_features(block.text) for block in blocks]
    stated, places = _stated(front), _places(blocks)
    found: list[set[str]] = []
    for at, block in enumerate(blocks):
        of = set(own[at]) | shapes[at] | set(_witnesses(block, stated, places))
        above, beside = neighbours(blocks, at)
        of |= {f"above {name}" for name in _gist(own, above)}
        of |= {f"left {name}" for name in _gist(own, beside)}
        label = _label_over(blocks, own, at)
        if label:
            of.add(f"under {label}")
            if "name" in own[at] or "maybe name" in own[at]:
                of.add(f"name under {label}")
        for step, word in ((-1, "before"), (1, "after")):
            near = at + step
            if not 0 <= near < len(blocks) or blocks[near].page != block.page:
                of.add(f"{word} none")
                continue
            of |= {f"{word} {name}" for name in _gist(own, near)}
            of |= {f"{word} {name}" for name in shapes[near] if name.startswith(("rank", "relative"))}
            of |= set(continuity(blocks[min(at, near)], blocks[max(at, near)], word))
        if (
            at
            and blocks[at - 1].page == block.page
            and {line_language(block.text), line_language(blocks[at - 1].text)} == {"it", "en"}
        ):
            of.add("turns language")
        of |= {f"{a} & {b}" for a, b in _pairs(of)}
        found.append(of)
    return found


def _pairs(of: set[str]) -> Iterator[tuple[str, str]]:
    """Yield pairs of features that are more informative together."""
    ranks = [name for name in of if name.startswith("rank")]
    others = [
        name for name in of if name in _FORMAL or name.startswith(("page ", "format ", "density", "words ", "case"))
    ]
    for rank in ranks:
        yield from ((rank, other) for other in others)
        if not of & _FORMAL:
            yield rank, "no formal word"
            yield from (
                (f"{rank} & no formal word", other)
                for other in others
                if other.startswith(("page ", "format ", "density"))
            )
    lines = [name for name in of if name.startswith(("line ", "format "))]
    yield from ((a, b) for a in lines for b in others if a != b and b.startswith(("page", "case", "words", "density")))


def _gist(own: Sequence[frozenset[str]], at: int | None) -> Iterator[str]:
    """The features of a neighbour that are used: the kinds of its words and its role."""
    if at is None:
        yield "none"
    else:
        yield from (name for name in own[at] if name in _GIST or name.startswith("role "))


def _label_over(blocks: Sequence[FrontBlock], own: Sequence[frozenset[str]], at: int) -> str:
    """The role that is announced above a block in its column, or to its left, with names and numbers between at most."""
    if "role" in own[at]:
        return ""
    above, beside = neighbours(blocks, at)
    for start in (beside, above):
        near = start
        for _ in range(8):
            if near is None:
                break
            role = next(
                (name for name in own[near] if name.startswith("role ") and name.endswith((" alone", " with more"))), ""
            )
            if role:
                alone = role.endswith(" alone")
                if start == beside and not alone:
                    break
                return role.removeprefix("role ").rsplit(" alone", 1)[0].rsplit(" with more", 1)[0]
            if (
                not own[near] & {"name", "maybe name", "number of a student", "words 1", "link", "person title"}
                or start == beside
            ):
                break
            near = neighbours(blocks, near)[0]
    return ""


def _stated(front: FrontPages) -> tuple[frozenset[str], frozenset[str]]:
    """The words of the title and of the author in the file's properties."""
    properties = front.parsed.properties
    return frozenset(WORD.findall(fold(properties.title))), frozenset(WORD.findall(fold(properties.author)))


def _places(blocks: Sequence[FrontBlock]) -> dict[str, set[int]]:
    """The pages on which each folded text occurs."""
    found: dict[str, set[int]] = {}
    for block in blocks:
        found.setdefault(fold(block.text), set()).add(block.page)
    return found


def _witnesses(
    block: FrontBlock, stated: tuple[frozenset[str], frozenset[str]], places: Mapping[str, set[int]]
) -> Iterator[str]:
    """Features of a line that occurs elsewhere, too: in the file's properties, on another front page, in the outline."""
    text = fold(block.text)
    words = set(WORD.findall(text))
    if not words:
        return
    title, author = stated
    if len(title) > 1:
        share = len(words & title) / len(words)
        yield f"in stated title {bucket(share, (0, 0.5, 0.8, 1))}" + (" whole" if title <= words else "")
    if author and author <= words:
        yield "stated author"
    if len(words) > 1 and len(places[text]) > 1:
        yield "on another page"
