"""The dictionary is made of synsets that both languages have."""

import lzma
from pathlib import Path

import pytest

from bench import fit_dictionary
from bench.fit_dictionary import dictionary, lines, synsets
from kb.text.glossary import Dictionary, stems_of

ITALIAN = """
INSERT INTO italian_lemma VALUES ("n#1","n","frana","N");
INSERT INTO italian_lemma VALUES ("n#2","n","carbone","N");
INSERT INTO italian_lemma VALUES ("n#3","n","carbone","N");
INSERT INTO italian_lemma VALUES ("n#4","n","carta_di_credito","Y");
INSERT INTO italian_lemma VALUES ("n#5","n","50","N");
"""
ENGLISH = """
INSERT INTO english_lemma VALUES ("n#1","n","landslide","N");
INSERT INTO english_lemma VALUES ("n#2","n","coal","N");
INSERT INTO english_lemma VALUES ("n#3","n","coal","N");
INSERT INTO english_lemma VALUES ("n#3","n","wood_coal","Y");
INSERT INTO english_lemma VALUES ("n#4","n","credit_card","Y");
INSERT INTO english_lemma VALUES ("n#5","n","fifty","N");
"""


def test_words_of_a_meaning_are_translations_the_likeliest_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fit_dictionary, "DICTIONARY", tmp_path / "dictionary.txt.xz")
    monkeypatch.setattr(fit_dictionary, "wordnets", lambda: {"it": synsets(ITALIAN), "en": synsets(ENGLISH)})
    fit_dictionary.main()
    made = Dictionary(lzma.decompress((tmp_path / "dictionary.txt.xz").read_bytes()))
    assert made.translations(("carbon",), "it") == ["coal", "wood coal"]
    assert made.translations(("landslid",), "en") == ["frana"]
    assert made.translations(stems_of("carta di credito", "it"), "it") == ["credit card"]
    assert made.translations(("fift",), "en") == []


def test_what_is_too_rare_is_left_out() -> None:
    found = dictionary(synsets(ITALIAN.replace("frana", "zzyzxo")), synsets(ENGLISH), "it", "en")
    assert sorted(line.split("\t")[2] for line in lines({"it": found})) == ["coal;wood coal\n", "credit card\n"]
