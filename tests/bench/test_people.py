"""Expert search measured on topics whose people are listed as digests."""

import tomllib

from bench.people import digest
from bench.quality import ROOT


def test_a_digest_names_a_person_however_the_name_is_written() -> None:
    assert digest("ROSSI Ada") == digest("Ada Rossi") != digest("Ada Rosso")
    assert len(digest("Ada Rossi")) == 12


def test_topics_are_in_both_languages_and_each_has_somebody_to_find() -> None:
    listed = tomllib.loads((ROOT / "bench" / "experts.toml").read_text(encoding="utf-8"))
    for corpus in ("corpus", "corpus2"):
        topics = listed[corpus]
        assert len({topic["topic"] for topic in topics}) == len(topics) >= 20
        assert {topic["language"] for topic in topics} == {"it", "en"} and all(topic["people"] for topic in topics)
        assert min(sum(topic["language"] == language for topic in topics) for language in ("it", "en")) >= 10
