"""Training texts of the answer scorer: python -m bench.scorer.texts FOLDER DOCUMENTATION writes them.

- SQuAD-it (CC BY-SA 4.0): 18 of 24 articles (`bench.sets.is_apart`), their questions and paragraphs, and both put into English by
  Debian's apertium (ita-cat, then cat-eng). A question whose number or name is replaced by another of its article has no answer.
- Documentation in both languages, unpacked below DOCUMENTATION: the Debian packages libreoffice-help-{it,en-us} (MPL 2.0),
  gimp-help-{it,en} (GFDL), debian-handbook (GPL 2 or CC BY-SA 3.0), installation-guide-amd64 (GPL 2); a heading asks, its section
  answers.
- Documents written for this (`bench.scorer.written`), all fictional.

FOLDER then holds texts.npz (token ids and indices of texts) and model.npz (the embedded model's weights for these tokens).
"""

import itertools
import json
import random
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from lxml import html

from bench.scorer.written import WRITTEN, WrittenDocument, read_written
from bench.sets import SHARED, is_apart
from kb.answer.candidates import QUOTE_LENGTH
from kb.models.embedded_model import load_embedded
from kb.models.tokenization import load_tokenizer
from kb.settings import load_settings
from kb.text.sentences import sentences

_NUMBER = re.compile(r"\b\d[\d.,]*\b")
_NAME = re.compile(r"(?<=\s)[A-ZÀ-Ý][\w'’]+(?:\s+[A-ZÀ-Ý][\w'’]+)*")
_PARTS = (
    "libreoffice/help/{}/text",
    "gimp/2.0/help/{}",
    "doc/debian-handbook/html/{}",
    "doc/installation-guide-amd64/{}",
)
_LANGUAGES = (("it", "en-US"), ("it", "en"), ("it-IT", "en-US"), ("it", "en"))
_HEADING, _SECTION, _KEPT = range(8, 151), 60, 500  # characters
_OFTEN = 3  # sections with the same heading, above which it is uninformative
_SEED = 0


@dataclass
class Asked:
    """A question on an article, and which of its windows contain the answer."""

    text: str
    article: int
    answered_by: list[int]


@dataclass
class Articles:
    """The windows (one or two sentences) of the articles' paragraphs, and the questions."""

    titles: list[str] = field(default_factory=list)
    windows: list[str] = field(default_factory=list)
    paragraph: list[int] = field(default_factory=list)  # of each window
    article: list[int] = field(default_factory=list)  # of each window
    asked: list[Asked] = field(default_factory=list)


def spans(text: str) -> list[tuple[int, int]]:
    """The sentences of a paragraph, and two consecutive ones that are short enough for a quote."""
    single = sentences(text)
    pairs = [(a, d) for (a, _), (_, d) in itertools.pairwise(single) if d - a <= QUOTE_LENGTH]
    return [*single, *pairs]


def read_articles(path: Path) -> Articles:
    """The articles of SQuAD-it that aren't held out."""
    found, count = Articles(), itertools.count()
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        if is_apart(article["title"]):
            continue
        number = len(found.titles)
        found.titles.append(article["title"])
        for paragraph in article["paragraphs"]:
            text, first, at = paragraph["context"], len(found.windows), next(count)
            cut = spans(text)
            found.windows += [text[a:b] for a, b in cut]
            found.paragraph += [at] * len(cut)
            found.article += [number] * len(cut)
            for question in paragraph["qas"]:
                places = [(a["answer_start"], a["answer_start"] + len(a["text"])) for a in question["answers"]]
                holds = [first + k for k, (a, b) in enumerate(cut) if any(a <= x and y <= b for x, y in places)]
                if holds:
                    found.asked.append(Asked(question["question"], number, holds))
    return found


def altered(question: str, others: Sequence[str], chance: random.Random) -> str | None:
    """The question with a number or name replaced by one from other questions; None if there is none to replace or to take."""
    places = [(pattern, match) for pattern in (_NUMBER, _NAME) for match in pattern.finditer(question)]
    if not places:
        return None
    pattern, match = chance.choice(places)
    pool = sorted({found for other in others for found in pattern.findall(other)} - {match.group()})
    pool = [other for other in pool if other not in question]
    return question[: match.start()] + chance.choice(pool) + question[match.end() :] if pool else None


def sections(page: bytes) -> Iterator[tuple[str, str]]:
    """(heading, text) of each section of an HTML page that has both."""
    tree, found = html.fromstring(page), list[list[str]]()
    for element in tree.iter("h1", "h2", "h3", "h4", "h5", "p", "li", "dd"):
        text = " ".join(element.text_content().split())
        if element.tag.startswith("h"):
            found.append([text, ""])
        elif (
            found and len(found[-1][1]) < _KEPT and not any(e.tag in ("p", "li", "dd") for e in element.iterancestors())
        ):
            found[-1][1] = f"{found[-1][1]} {text}".strip()
    return ((heading, text[:_KEPT]) for heading, text in found)


def documentation(folder: Path) -> list[tuple[tuple[str, str], tuple[str, str]]]:
    """(Italian, English) pairs of (heading, text), in the order of the pages."""
    found = []
    for part, (italian, english) in zip(_PARTS, _LANGUAGES, strict=True):
        one, other = folder / part.format(italian), folder / part.format(english)
        for path in sorted(one.rglob("*.html")):
            twin = other / path.relative_to(one)
            if not twin.is_file():
                continue
            both = list(sections(path.read_bytes())), list(sections(twin.read_bytes()))
            if len(both[0]) == len(both[1]):
                found += [pair for pair in zip(*both, strict=True) if all(map(_is_telling, pair))]
    count: dict[str, int] = {}
    for (heading, _), _ in found:
        count[heading.lower()] = count.get(heading.lower(), 0) + 1
    return [pair for pair in found if count[pair[0][0].lower()] <= _OFTEN]


def _is_telling(section: tuple[str, str]) -> bool:
    return len(section[0]) in _HEADING and len(section[1]) >= _SECTION


def in_english(lines: Sequence[str]) -> list[str]:
    """Italian lines, through Catalan. Raises CalledProcessError or FileNotFoundError if apertium can't."""
    text = "\n".join("¶ " + " ".join(line.replace("¶", " ").split()) for line in lines)
    for pair in ("ita-cat", "cat-eng"):
        done = subprocess.run(["apertium", "-u", pair], input=text, capture_output=True, text=True, check=True)
        text = done.stdout
    found = [" ".join(line.split()) for line in text.split("¶")[1:]]
    return [re.sub(r"\bQuan\b", "When", line) for line in found]  # the one question word left in Catalan


def main(target: Path, share: Path) -> None:
    """Read, translate, tokenize, write."""
    chance, known = random.Random(_SEED), read_articles(SHARED / "retrieval" / "squad_it" / "SQuAD_it-test-half.json")
    of_article = [[one.text for one in known.asked if one.article == number] for number in range(len(known.titles))]
    changed = [(altered(one.text, of_article[one.article], chance), at) for at, one in enumerate(known.asked)]
    without = [(text, at) for text, at in changed if text]
    italian = [*known.titles, *known.windows, *(one.text for one in known.asked), *(text for text, _ in without)]
    pairs = documentation(share)
    written = list(read_written(sorted(WRITTEN.glob("*.txt"))))
    texts = [
        *italian, *in_english(italian), *(text for pair in pairs for section in pair for text in section),
        *(text for one in written for text in (one.title, *one.texts(), *(question for question, _ in one.asked))),
    ]  # fmt: skip
    counts = [len(known.titles), len(known.windows), len(known.asked), len(without), len(pairs)]
    arrays = {
        "counts": np.array(counts),
        "paragraph": np.array(known.paragraph),
        "article": np.array(known.article),
        "asked_of": np.array([one.article for one in known.asked]),
        "holds": np.array([i for one in known.asked for i in one.answered_by]),
        "holds_of": np.array([at for at, one in enumerate(known.asked) for _ in one.answered_by]),
        "altered_from": np.array([at for _, at in without]),
        **_arrays(written),
    }
    _write(target, texts, arrays)


def _arrays(written: Sequence[WrittenDocument]) -> dict[str, np.ndarray]:
    """For each written document the number of its windows and questions, and for each right window the question's number."""
    asked = [windows for one in written for _, windows in one.asked]
    return {
        "written": np.array([(len(one.texts()), len(one.asked)) for one in written]).reshape(-1, 2),
        "written_holds": np.array([i for windows in asked for i in windows], dtype=int),
        "written_holds_of": np.array([at for at, windows in enumerate(asked) for _ in windows], dtype=int),
    }


def _write(target: Path, texts: Sequence[str], arrays: dict[str, np.ndarray]) -> None:
    settings = load_settings({})
    model = load_embedded(settings.model_cache)
    tokens = load_tokenizer(model.converted(settings.model_cache))([*texts, ":"])
    flat = np.concatenate([np.array(ids) for ids in tokens])
    used, new = np.unique(np.concatenate([np.arange(4), flat]), return_inverse=True)
    bounds = np.cumsum([0, *map(len, tokens)])
    target.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(target / "texts.npz", ids=new[4:].astype(np.int32), bounds=bounds, **arrays)  # type: ignore[arg-type]
    weights = {name: matrix.astype(np.float16) for name, matrix in model.weights().items()}
    weights["embeddings.word_embeddings.weight"] = weights["embeddings.word_embeddings.weight"][used]
    np.savez_compressed(target / "model.npz", **weights)  # type: ignore[arg-type]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
