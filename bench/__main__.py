"""Entry point: runs sections and writes their results into docs/quality.md; other sections stay as they are."""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from bench import (
    ablation,
    answering,
    attacks,
    bounded,
    busy,
    cluster,
    conversation,
    crowd,
    everyday,
    faults,
    fit_covers,
    kills,
    marks,
    mutations,
    orders,
    outages,
    outcomes,
    pages,
    peer,
    people,
    quality,
    reading,
    relevance,
    reliability,
    report,
    scale,
    similar,
    speed,
    spelling,
    timings,
)
from bench.children import end_in_order
from bench.sets import WORK

Section = Callable[[], dict[str, Any]]

SECTIONS: dict[str, Section] = {
    "search": outcomes.search_quality,
    "spelling": spelling.spelling,
    "answers": outcomes.answer_quality,
    "everyday": everyday.everyday,
    "languages": everyday.languages,
    "two documents": answering.two_documents,
    "catalogue": answering.catalogue,
    "follow-ups": conversation.follow_ups,
    "metadata": quality.metadata_quality,
    "covers": fit_covers.measured,
    "relevance": relevance.relevance,
    "similar works": similar.similar_works,
    "marks": marks.marks,
    "first word": marks.first_word,
    "people": people.people,
    "claims": quality.claims,
    "quotes": quality.quotes,
    "reliability": reliability.reliability,
    "sets": quality.retrieval_sets,
    "sample": outcomes.sample_quality,
    "overlap": quality.overlap,
    "ablation": ablation.ablation,
    "reading": speed.reading,
    "extraction": reading.extraction,
    "ocr": reading.ocr,
    "folder": reading.folder,
    "embedding": speed.embedding,
    "peer": peer.peer,
    "start": speed.start,
    "pages": pages.pages,
    "load": speed.load,
    "scale": scale.scale,
    "uploading": crowd.uploading,
    "busy": busy.busy,
    "soak": crowd.soak,
    "timings": timings.timings,
    "bounded": bounded.bounded,
    "kill": faults.kill,
    "kill server": faults.kill_server,
    "kills": kills.kills,
    "faults": outages.outages,
    "cluster": cluster.together,
    "cluster kills": cluster.kills,
    "mutations": mutations.mutations,
    "orders": orders.orders,
    "attacks": attacks.attacks,
    "hard": faults.hard_files,
}


def main(wanted: list[str]) -> None:
    """Run the wanted sections (all if none is named) and write the report; with `--print` only show the results."""
    printed, wanted = "--print" in wanted, [name for name in wanted if name != "--print"]
    unknown = set(wanted) - set(SECTIONS)
    if unknown:
        sys.exit(f"No such section: {', '.join(sorted(unknown))}. Sections: {', '.join(SECTIONS)}.")
    if not printed:
        report.refuse_changes()
    end_in_order()
    WORK.mkdir(exist_ok=True)
    for name in wanted or SECTIONS:
        started = time.monotonic()
        print(f"{name} …", flush=True)
        result = SECTIONS[name]()
        shown = json.dumps(result, indent=1 if printed else None)
        print(f"{name}: {time.monotonic() - started:.0f} s  {shown if printed else shown[:300]}", flush=True)
        if not printed:
            report.write({name: result})


if __name__ == "__main__":
    main(sys.argv[1:])
