"""Writing of results into docs/quality.md, section by section."""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.headlines import table as headlines_of

TARGET = Path(__file__).parent.parent / "docs" / "quality.md"
# Written by the benchmark itself, section after section.
_WRITTEN = ("docs/quality.md", "docs/relevance.svg", "docs/reliability.svg", "docs/scale.svg")
_COLUMNS = 1.25  # times as many as the fullest row has; with more, a table would be mostly empty

HEAD = """# Quality and speed, as measured

Written by `make bench`; one section alone: `python -m bench SECTION`. Numbers of quality are taken on documents and questions
that nobody of this project wrote (the measuring corpus lies beside the repository and is not part of it), but for the
sample corpus, and for needs, everyday and catalogue questions, translations and orders, which this project wrote. Speed is of 2 cores. Where a floor is named, it is the one the project set itself. Each section says how it was measured and on which commit.
"""

TITLES = {
    "search": "Search: the right document, the right page",
    "relevance": "Relevance: what is said to speak of a need, a topic or a question",
    "similar works": "Similar works: what is said to be about the same",
    "spelling": "Slips of the pen, and right words that no document has",
    "answers": "Answers and refusals",
    "everyday": "Everyday questions, about passages drawn at random; nothing is fitted on them",
    "languages": "The same questions as they were written and in the other language",
    "two documents": "Questions that need two works",
    "catalogue": "Questions to the catalogue",
    "follow-ups": "Follow-ups: the right page among the first five",
    "claims": "Checking written sentences: true ones, and the same made false",
    "quotes": "SQuAD-it: answers in the quotes",
    "reliability": "Calibration of the confidence of answers",
    "marks": "Highlights on a page: exactly the characters of the quote",
    "first word": "Latency of the first piece of a written answer",
    "sets": "Judged retrieval sets",
    "ablation": "What each part of the ranking is worth",
    "sample": "The sample corpus' own questions (fictional documents, written for this project)",
    "people": "People, organisations and goals, on the sample corpus (fictional documents, written for this project)",
    "overlap": "The same question in Italian and English: documents in common among the first five",
    "metadata": "Metadata found without a manifest",
    "covers": "Metadata of documents that the reader of front pages never saw",
    "reading": "Reading: text PDFs, from nothing to searchable by words",
    "extraction": "Extracted text against true text",
    "ocr": "Scans: pages drawn from PDFs with a text layer, read by OCR",
    "folder": "A large file, and a folder that hasn't changed",
    "embedding": "Embedding against the bare runtime",
    "peer": "Whole ingestion against stock llama-index",
    "start": "Start, memory, pages and answers at about 5,000 passages",
    "pages": "Each kind of page in a browser, about 8,000 passages",
    "load": "Fifty people at once, about 5,000 passages",
    "scale": "Growth: a hundred thousand passages to a million",
    "uploading": "Fifty people who search while five upload, 20,000 passages",
    "busy": "Fifty search, ten ask and five upload for five minutes, 20,000 passages",
    "soak": "A simulated day of mixed use",
    "timings": "Timing differences that hidden documents cause",
    "bounded": "Slow connections, drawings by the hundred, and every parameter with long and odd values",
    "kill": "Killed at random moments of an ingestion",
    "kill server": "A server killed at random moments while it takes uploads",
    "kills": "Every command, and a server with work handed over, killed at random moments",
    "faults": "Full and read-only disks, too few files, too little memory, a clock set back, changed bytes",
    "cluster": "Servers and workers of one PostgreSQL",
    "cluster kills": "Servers, workers and the database killed at random moments",
    "mutations": "Damaged files of every format, archives included, through the readers",
    "orders": "Orders to a language model, in phrasings that rules and detector were not made with",
    "attacks": "Documents that carry orders to a language model, or text that nobody sees",
    "hard": "Files made to break parsers",
}

NOTES = {
    "search": "Known-item questions over real theses, courses and reports: `corpus` has 71 files, some damaged, and the glossary was written with its questions known; `corpus2` has 30 others, with questions on tables, over two documents, and in other words "
    "than the text's. `page@5`: a right page is among the first five passages. Floors for both corpora together: document@1 ≥ 0.92, "
    "document@5 ≥ 0.98, page@1 ≥ 0.64, page@5 ≥ 0.88, page@10 ≥ 0.92; page@5 across languages ≥ 0.96, of concept questions ≥ 0.45.",
    "answers": "Refusals are cross-validated: each question is judged by trees that haven't seen it, in either language. Nouns of the measuring questions were taken out of the patterns for the kind of answer in November 2026; search and "
    "citations are the same without them, and one question more of `corpus` is rightly refused. `cited_page`: a citation is on a right page; for type multi, one on a right page of each document. `quoted_evidence`: the gold evidence stands in the quotes. "
    "`located`: of quotes from PDF pages. `near miss`: questions written to be close to what the documents say, without an answer; `its documents taken away`: the answerable ones, asked without the documents that answer them (another may answer some). Floors, both "
    "corpora together: cited page 0.80, facts 0.92, concept 0.35, across languages 0.90; evidence 0.68, in tables 0.80; rightly refused "
    "0.88, near misses 0.70, wrongly 0.06; located 0.99.",
    "catalogue": "Questions over the sample that the catalogue knows (`bench/catalogue.toml`: who, how many, which works, how long, in which language), put through the whole of `ask`: the share with the right value and works. `bench/catalogue_fresh.toml`: new wordings written before any was put; with `develop` what failed was mended, `apart` was only measured. Before, they were answered 0.45 and 0.38. Floor: 0.85.",
    "two documents": "Questions over the sample that compare two works or ask each something (`bench/two_documents.toml`, written with the program known): both cited on a right page, and the share of all places cited. Floor: 0.60.",
    "follow-ups": "40 follow-ups of the sample and both corpora (`bench/follow_ups.toml`), rewritten without a language model. The whole question, as somebody would ask it who had said nothing before, is the ceiling; as typed is the follow-up alone. Floor: 0.85.",
    "relevance": "Needs and topics of `bench/needs.toml`, written with the libraries' documents known, and the known-item questions. "
    "Cross-validated: each text is judged by weights fitted without it. The line is `RelevanceWeights.related`. Floors: a right work "
    "among three 0.80; needs told that nothing speaks of them 0.05; what a library lacks, nothing here 0.80; known items below the line 0.02; calibration error 0.05.\n\n![Probability against truth, by use](relevance.svg)",
    "similar works": "All pairs of documents of the sample and both corpora, judged by one person (`bench/similar.toml`). Cross-validated by "
    "document. The line is `SimilarWeights.related`.",
    "people": "44 topics with known experts, in a newcomer's words. Experts on other people's documents: 52 topics of both corpora, whose right people were judged from the documents before the first run; that gave 0.846, and one rule was mended on it (floor 0.85; names shown that aren't one person: at most 0.03). Goals are those of the sources' front matter; documents with a cover also name them there, which is measured apart. The lists of terms were extended with these documents known: on others, terms alone would reach less. Floors: 0.85 for people and organisations; goals 0.85 precision, 0.75 recall; citations between documents 0.9 precision.",
    "overlap": "Floor: 0.7.",
    "spelling": "Seeded slips in a word of a question, or of its two rarest words as a query, where the words as they are find the document among five. Right words: those of the judged sets that neither corpus has, names and the sets' own slips among them. Floors: 0.95 at once; of right words 0.03 corrected.",
    "claims": "Floors: 0.90 of true sentences kept, 0.85 of false ones caught.",
    "quotes": "Floors: 0.60 in the first quote, 0.75 in the quotes.",
    "reliability": "500 questions of SQuAD-it that nothing was fitted on, each with the paragraph that answers it and without. Below the threshold (the upright line) questions are refused.\n\n![Confidence against truth](reliability.svg)",
    "marks": "The letters and digits under the rectangles, by PDFium, against the quote's. Quotes that OCR read, on scans and in pictures on pages with text, and those on rotated pages can't be checked so. Floor: 0.98.",
    "first word": "Floor: 50 ms. The model is a local server that the measurement scripts.",
    "sets": "All 4,013 questions of SQuAD-it, all 225 of Cranfield. Floors: MRR@10 0.85, nDCG@10 0.43.",
    "ablation": "The ranker fitted anew without each part, cross-validated by document: page@5, MRR of the right page. The interval is a paired "
    "bootstrap over all questions, and a change within it is noise. Cosines also choose the shortlist and stay there.",
    "metadata": "Exact after folding, against the true values. The weights are fitted on these documents too; without them see the next table. "
    "Titles in the measuring manifest are partly described by hand (“…, lecture notes”), which no document says of itself.",
    "covers": "Both corpora by models fitted without the half that a document is in (documents of one author stay together), as `bench.fit_covers` left them. The program's own reader on the half of third-party PDFs that nobody looked at (`python -m bench.covers.others` fetches them).",
    "peer": "PDFs only. Stock: `SimpleDirectoryReader` + default splitter + the same model, with its prefixes, through "
    "sentence-transformers + `ChromaVectorStore`; it embeds the first 512 tokens of each 1,024-token chunk. Ours embeds every word, and each "
    "sentence again. Processor time is that of all processes. Floor: fully embedded 3 times as fast.",
    "extraction": "A German book of mathematics; white space and signs aside. Floor: 0.97.",
    "ocr": "Tesseract with `ita+eng`; the text layer's order of tables and columns differs from OCR's, which counts against it here.",
    "folder": "Floors: 500 MiB, 3 s.",
    "reading": "Floor: 250 pages/s; the few scanned pages among them are read after that. Stages are timed in one process on every fourth file. Recoll, words only, does 280 to 350 pages/s on a like machine.",
    "embedding": "Floor: 0.9 of the bare runtime.",
    "scale": "Variations of real passages, everything on, each library in a process of its own; what its engines take alone stands below. Processor "
    "time also counts the model's second thread. Floors: p95 ≤ 80, 90 and 150 ms, filtered or not (p50 ≤ 35 at 100,000); recall ≥ 0.99; "
    "opening ≤ 5 s; memory ≤ 3 GB at a million; words written ≥ 10,000/s.\n\n![Growth](scale.svg)",
    "load": "Floors: 60 requests/s, p95 ≤ 1.5 s, no error.",
    "uploading": "One minute without uploads, one with. Floors: no error, p95 ≤ 1.5 s, memory ≤ 1 GiB.",
    "busy": "Without a pause between two searches or questions of a person. Then, for a minute more, the server is killed (`kill -9`) and started "
    "again under the same load. Floors: no error but while it is down, search p95 ≤ 1.2 s, no growth of memory, no acknowledged upload lost.",
    "soak": "Each simulated hour: 120 searches, 20 questions, 40 pages, 20 pictures, 2 uploads and their removal by a command. Growth from the second sixth of the day to the last would be a leak.",
    "timings": "The sample corpus' public documents, without any others (twice, to know the noise) and with the measuring corpus' reports hidden among them; asked in turn, each question once before it is measured. `of pairs`: the share of pairs of requests in which the one there took longer; 0.5 means no difference.",
    "bounded": "Each on the server as it runs, while somebody asks `/healthz` twenty times a second. Slow: 500 connections that send nothing, "
    "half a head and then a byte a second, half a body and then a byte a second, or ask for much and read none of it. Drawings: 200 pictures at "
    "once, half of a page that takes seconds to draw. Parameters: of every route that is read, as a curator, up to ten million characters. Floors: "
    "`/healthz` in 100 ms, all slow ones closed, no internal error, 2 s for each parameter.",
    "kill server": "Acknowledged is what the server answered with a page to watch it by.",
    "kills": "Ingestion, harvest, edit, removal, withdrawal, backup, restore, embedding, the migration of an older library, uploads to a server, "
    "and commands handed over to a server, by turns (`bench/kills.py`); of the last, the command or the server is killed. Goes on where the last "
    "call ended, for a quarter of an hour (`python -m bench.kills --rounds 1000 --seconds 5400` for longer); a thousand rounds are wanted. "
    "Lost: acknowledged and not there, or there with other bytes, or missing in a restored copy; returned: removed or withdrawn and there again; "
    "opened: with an access that was never acknowledged or tried; left behind: text or files of documents that are gone; hanging: a command or an "
    "upload that never ended; doctor: checks, every hundred rounds, of the library and of a copy restored from its backup, that found something "
    "wrong. Floors: none of any.",
    "faults": "Eight commands, by turns, on copies of a small library (`bench/outages.py`). Done: the command did its work; told: it said what is missing. "
    "Wrong: a traceback, nothing said, or, once nothing is missing any more, a document lost, damage found by `doctor`, or a command that still fails; of a "
    "changed byte, that neither `doctor` tells of it nor a search finds the same as before. Disks are mounted by root, the clock is set by `faketime`, where "
    "they can be. Floor: none wrong.",
    "cluster": "Two servers and two workers of one PostgreSQL 18 behind nginx, as `docker-compose.yml` has them, here as processes of one machine. `fresh`: from "
    "the acknowledgement of an upload until both servers find it; `cut`: a server without its database for a minute, then until it finds what "
    "came meanwhile; `replica`: the database killed under uploads and its synchronous standby promoted; `requests`: eight clients search, which with "
    "the database share the cores; `ingestion`: `polikb ingest` with everything embedded. Floors: found ≤ 2 s after it was acknowledged; two "
    "servers 1.6 times the requests of one, as far as the cores allow; two workers no slower than embedded; nothing lost or done twice.",
    "cluster kills": "Each round uploads two documents through nginx and kills a worker, a server or PostgreSQL with all its processes; at the "
    "end every document is looked for on each server, and counted in the log of what was put in. Floors: 100 rounds; none lost, doubled, done "
    "twice, unfinished or not found.",
    "mutations": "Bytes changed, left out, told twice, cut off; odd text and numbers; members of archives damaged, lost or exchanged; made with "
    "seeds that the tests don't use. Goes on where the last call ended, for a quarter of an hour; ten thousand are wanted. A fault is anything "
    "but a result or a reason, or more than 20 seconds. Floor: none.",
    "orders": "Sentences of `bench/orders.toml`, written after the rules and not used to fit the detector (whose made-up wordings were written "
    "by somebody who knew them); then how many sentences of documents are taken for orders. The sample's and both corpora's were among the "
    "harmless ones it was fitted on (kept apart by document: 8 of 61,362), those of SQuAD-it and Cranfield were not. What isn't recognised "
    "reaches the model as data, inside a frame that says so, and what it writes is checked.",
    "attacks": "Fictional reports, generated (`tests/injection/generated.py`): orders in both languages and seven disguises where a reader sees "
    "them, orders and false facts where nobody does. Wrong: a passage that may be quoted or sent to a model holds the attack, or the true fact "
    "beside it doesn't answer. The tests do the same with words only, and put further ones to a model that obeys whatever it reads. Floor: none wrong.",
    "pages": "Response: median of five, in ms, of a server that has opened the page once. Paint: first contentful paint in headless Chromium, in ms, at "
    "1280 and 375 pixels; shift: cumulative layout shift; KB: all that a first view asks for, compressed, without pictures of pages. Floors: "
    "response ≤ 200 ms at 5,000 passages, ≤ 100 KB.",
    "start": "Floors: help ≤ 0.3 s, ready ≤ 4 s, memory ≤ 650 MiB, answer p50 ≤ 150 ms.",
}


def refuse_changes() -> None:
    """Exit if the working tree has changes, except of the report: its numbers belong to a commit."""
    asked = [
        "git",
        "-C",
        str(TARGET.parent.parent),
        "status",
        "--porcelain",
        "--",
        ".",
        *(f":!{path}" for path in _WRITTEN),
    ]
    changed = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split("\n")
    if names := [line[3:] for line in changed if line]:
        sys.exit(
            f"docs/quality.md is written on a clean commit only, and {len(names)} files have changed: {', '.join(names[:5])}. "
            "Commit them, or measure without writing: python -m bench --print SECTION."
        )


def write(results: dict[str, Any]) -> None:
    """Write the sections that have results; the others stay unchanged."""
    kept = _sections(TARGET.read_text(encoding="utf-8")) if TARGET.is_file() else {}
    for name in results:
        note = f"{NOTES[name]}\n\n" if name in NOTES else ""
        command = f"`python -m bench {shlex.quote(name)}`, measured on {_state()}"
        kept[TITLES[name]] = f"## {TITLES[name]}\n\n{note}{_table(results[name])}\n\n{command}\n"
    sections = {name: kept[title] for name, title in TITLES.items() if title in kept}
    headlines = f"{headlines_of(sections)}\n"
    TARGET.write_text("\n".join([HEAD, headlines, *sections.values()]), encoding="utf-8")


def _state() -> str:
    """The commit that is measured."""
    asked = ["git", "-C", str(TARGET.parent), "rev-parse", "--short", "HEAD"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


def _sections(text: str) -> dict[str, str]:
    parts = re.split(r"^(?=## )", text, flags=re.M)[1:]
    return {part.partition("\n")[0].removeprefix("## "): part.rstrip("\n") + "\n" for part in parts}


def _table(values: dict[str, Any]) -> str:
    """Tables in Markdown: plain values row by row; records that share columns in one table, others each under their name."""
    nested = {k: v for k, v in values.items() if isinstance(v, dict)}
    plain = {k: v for k, v in values.items() if not isinstance(v, dict)}
    parts = [_rows(plain)] if plain else []
    if nested and not plain and _are_records(nested):
        parts.append(_grid(nested))
    else:
        parts += [f"**{label}**\n\n{_table(inner)}" for label, inner in nested.items()]
    return "\n\n".join(parts)


def _are_records(nested: dict[str, dict[str, Any]]) -> bool:
    """Whether these are rows of one table: no value is a table, and one row has most of all columns."""
    if any(isinstance(value, dict) for inner in nested.values() for value in inner.values()):
        return False
    columns = {column for inner in nested.values() for column in inner}
    return len(columns) <= _COLUMNS * max(map(len, nested.values()))


def _rows(plain: dict[str, Any]) -> str:
    return "\n".join(["| what | value |", "| --- | --- |", *(f"| {k} | {_cell(v)} |" for k, v in plain.items())])


def _grid(records: dict[str, dict[str, Any]]) -> str:
    columns = list(dict.fromkeys(key for record in records.values() for key in record))
    rows = [f"| {k} | {' | '.join(_cell(v.get(c, '')) for c in columns)} |" for k, v in records.items()]
    return "\n".join([f"| | {' | '.join(columns)} |", f"| --- |{' --- |' * len(columns)}", *rows])


def _cell(value: object) -> str:
    return str(round(value, 3) if isinstance(value, float) else value)
