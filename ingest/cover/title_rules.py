"""Rules that make a title of the lines that the line model labels as one: its page, its size of type, its end."""

import re
from collections.abc import Sequence

from ingest.cover.blocks import FrontBlock
from ingest.cover.joining import (
    CLOSE,
    PROSE,
    WIDE,
    continues,
    is_apart,
    is_open,
    is_right_below,
    is_set_apart,
    joined,
    runs_on,
)
from ingest.cover.line_features import line_language
from ingest.cover.model import Chain, Floats
from ingest.cover.words import CLASSES
from kb.text.normalise import WORD, fold

LONGEST_TITLE = 400  # characters
_BESIDE = 0.15  # probability from which a neighbour of the likeliest line is of the title, if no line is labelled so
_LIKELY = 0.5  # probability of a title from which later pages aren't considered
_ENOUGH = 2.0  # lines of a title beyond which more lines don't make it likelier
_CERTAIN = 0.7  # probability of another part from which a line below a title isn't part of it
_YEARS = re.compile(r"\W*(?:19|20)\d\d(?:\s*[/–-]\s*(?:\d\d){1,2})?\W*")
_MUCH_LARGER, _PERHAPS = 1.8, 0.3  # times the size of a title; probability of one. By judgement.


def title_lines(blocks: Sequence[FrontBlock], labels: list[str], chain: Chain) -> tuple[list[int], list[int]]:
    """The lines of the title and those of the subtitle, which may be none; `blocks` has at least one."""
    sure, shares = chain.share("title"), chain.shares
    found = [
        part for run in _runs(blocks, labels, "title") for part in _of_one_size(blocks, run) if _is_title(blocks, part)
    ] or _of_one_size(blocks, _likeliest(blocks, sure))
    found += [[at] for at in _larger(blocks, sure, found)]
    runs = [_extended(blocks, labels, shares, run) for run in found]
    follow = {run[-1] + 1 for run in runs}
    runs = [run if run[0] in follow else _with_translation(blocks, labels, run) for run in runs]
    first = min((blocks[run[0]].page for run in runs if sure[run].max() >= _LIKELY), default=0)
    largest = max(blocks[run[0]].line.size for run in runs) or 1.0

    def weight(run: list[int]) -> float:
        size = blocks[run[0]].line.size / largest or 1.0
        return min(float(sure[run].sum()), _ENOUGH) * size * (0.5 if _is_prose(blocks, run) else 1.0)

    best = max((run for run in runs if blocks[run[0]].page == first), key=weight, default=runs[0])
    best = _with_years(blocks, best)
    below = [run for run in [*_runs(blocks, labels, "subtitle"), *runs] if run[0] == best[-1] + 1]
    below = [run for run in below if is_right_below(blocks[best[-1]], blocks[run[0]])]
    return best, below[0] if below else []


def _larger(blocks: Sequence[FrontBlock], sure: Floats, found: Sequence[Sequence[int]]) -> list[int]:
    """Lines that may be a title and are set in much larger type than all lines labelled as one."""
    largest = max(blocks[run[0]].line.size for run in found)
    taken = {at for run in found for at in run}
    lines = ((at, block.line.size) for at, block in enumerate(blocks) if at not in taken)
    return [at for at, size in lines if size > _MUCH_LARGER * largest > 0 and sure[at] >= _PERHAPS]


def _with_years(blocks: Sequence[FrontBlock], run: list[int]) -> list[int]:
    """The run with the years of a report right below it: "Bilancio sociale" over "2022"."""
    near = run[-1] + 1
    if near >= len(blocks) or blocks[near].page != blocks[run[0]].page or not _YEARS.fullmatch(blocks[near].text):
        return run
    is_large = blocks[near].line.size >= 0.5 * blocks[run[-1]].line.size
    return [*run, near] if is_large and CLASSES["report"].search(fold(joined(blocks, run))) else run


def _runs(blocks: Sequence[FrontBlock], labels: Sequence[str], label: str) -> list[list[int]]:
    """The indexes of consecutive lines of a page with this label."""
    found: list[list[int]] = []
    for at, each in enumerate(labels):
        if each != label:
            continue
        if found and found[-1][-1] == at - 1 and blocks[at - 1].page == blocks[at].page:
            found[-1].append(at)
        else:
            found.append([at])
    return found


def _extended(blocks: Sequence[FrontBlock], labels: Sequence[str], shares: Floats, run: list[int]) -> list[int]:
    """The run with the next lines that are set like its last one, right below it, and aren't clearly something else."""
    run = list(run)
    while run[0] and continues(blocks[run[0] - 1], blocks[run[0]]):
        run.insert(0, run[0] - 1)
    while run[-1] + 1 < len(blocks):
        near = run[-1] + 1
        unfinished = is_open(joined(blocks, run))
        if not unfinished and is_apart(blocks[near].text.strip()):
            break
        if not runs_on(blocks[run[-1]], blocks[near], WIDE if unfinished else CLOSE):
            break
        goes_on = labels[near] == "title" or unfinished or blocks[near].text[:1].islower()
        if not goes_on and (labels[near] == "translation" or shares[near].max() > _CERTAIN):
            break
        run.append(near)
    return run


def _with_translation(blocks: Sequence[FrontBlock], labels: Sequence[str], run: list[int]) -> list[int]:
    """The run with the lines labelled as a translation, unless they are in another language."""
    after = next((each for each in _runs(blocks, labels, "translation") if each[0] == run[-1] + 1), None)
    if (
        after is None
        or not runs_on(blocks[run[-1]], blocks[after[0]])
        or {line_language(joined(blocks, run)), line_language(joined(blocks, after))} == {"it", "en"}
    ):
        return run
    return [*run, *after]


def _of_one_size(blocks: Sequence[FrontBlock], run: Sequence[int]) -> list[list[int]]:
    """The run, split where the size of type changes or a large gap follows; without words that announce a title and names of people."""
    parts: list[list[int]] = [[]]
    for at in run:
        if is_apart(blocks[at].text.strip()):
            parts.append([])
            continue
        if parts[-1] and is_set_apart(blocks[parts[-1][-1]].line, blocks[at].line):
            parts.append([])
        parts[-1].append(at)
    return [part for part in parts if part] or [list(run)]


def _is_prose(blocks: Sequence[FrontBlock], run: Sequence[int]) -> bool:
    return bool(PROSE.search(joined(blocks, run)))


def _is_title(blocks: Sequence[FrontBlock], run: Sequence[int]) -> bool:
    text = joined(blocks, run)
    return len(text) > 2 and bool(WORD.search(text)) and len(text) <= LONGEST_TITLE


def _likeliest(blocks: Sequence[FrontBlock], sure: Floats) -> list[int]:
    """The line that is most likely a title, with its likely neighbours."""
    worded = [at for at, block in enumerate(blocks) if any(len(word) > 2 for word in WORD.findall(block.text))]
    best = max(worded or range(len(blocks)), key=lambda at: float(sure[at]))
    run = [best]
    while run[-1] + 1 < len(blocks) and sure[run[-1] + 1] >= max(_BESIDE, 0.5 * sure[best]):
        run.append(run[-1] + 1)
    while run[0] > 0 and sure[run[0] - 1] >= max(_BESIDE, 0.5 * sure[best]):
        run.insert(0, run[0] - 1)
    return run
