"""One entry point: run sections and put their results into docs/quality.md, where the other sections stay."""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from bench import crowd, faults, marks, people, quality, reading, reliability, report, scale, speed, timings
from bench.sets import WORK

Section = Callable[[], dict[str, Any]]

SECTIONS: dict[str, Section] = {
    "search": quality.search_quality,
    "answers": quality.answer_quality,
    "metadata": quality.metadata_quality,
    "marks": marks.marks,
    "first word": marks.first_word,
    "people": people.people,
    "claims": quality.claims,
    "quotes": quality.quotes,
    "reliability": reliability.reliability,
    "sets": quality.retrieval_sets,
    "sample": quality.sample_quality,
    "overlap": quality.overlap,
    "ablation": quality.ablation,
    "reading": speed.reading,
    "extraction": reading.extraction,
    "ocr": reading.ocr,
    "folder": reading.folder,
    "embedding": speed.embedding,
    "peer": speed.peer,
    "start": speed.start,
    "load": speed.load,
    "scale": scale.hundred_thousand,
    "uploading": crowd.uploading,
    "soak": crowd.soak,
    "timings": timings.timings,
    "kill": faults.kill,
    "kill server": faults.kill_server,
    "hard": faults.hard_files,
}


def main(wanted: list[str]) -> None:
    """Run the wanted sections (all when none is named) and write the report."""
    unknown = set(wanted) - set(SECTIONS)
    if unknown:
        sys.exit(f"No such section: {', '.join(sorted(unknown))}. Sections: {', '.join(SECTIONS)}.")
    WORK.mkdir(exist_ok=True)
    for name in wanted or SECTIONS:
        started = time.monotonic()
        print(f"{name} …", flush=True)
        result = SECTIONS[name]()
        print(f"{name}: {time.monotonic() - started:.0f} s  {json.dumps(result)[:300]}", flush=True)
        report.write({name: result})


if __name__ == "__main__":
    main(sys.argv[1:])
