"""Quality of expert search, goals and citations on the sample corpus, whose sources state the right ones.

Expert search is measured on both measuring corpora, too.
"""

import tomllib
from typing import Any

from bench.quality import CORPUS, CORPUS2, ROOT, SAMPLE, corpus_library
from kb.explore.references import references
from kb.files import text_digest
from kb.library import Library
from kb.model import OWNER
from kb.people.directory import Entity
from kb.people.experts import experts
from kb.people.names import plain
from kb.subjects.goals import BEGINNING, find_goals, stated_goals
from kb.text.normalise import name_key

_FIRST = 3


def people() -> dict[str, Any]:
    """Success@3 of people and organisations, names shown that aren't one person; precision and recall of goals and citations."""
    topics = tomllib.loads((SAMPLE / "sources" / "experts.toml").read_text())["topics"]
    with corpus_library("sample", SAMPLE / "files") as library:
        return {
            "experts": {
                language: found_first(library, [t for t in topics if language in ("all", t["language"])])
                for language in ("all", "it", "en")
            },
            "goals": {
                "as documents say and by terms": goals(library, by_terms_alone=False),
                "by terms alone": goals(library, by_terms_alone=True),
            },
            "references": {"between documents": cited(library)},
            "experts on other people's documents": experts_apart(),
        }


def found_first(library: Library, topics: list[dict[str, Any]]) -> dict[str, float]:
    """Share of topics with a right person, and a right organisation, among the first three."""
    people, organisations = [], []
    for topic in topics:
        found = experts(library, topic["topic"], OWNER, _FIRST)
        people.append(bool({e.entity.name for e in found.people} & set(topic["people"])))
        if topic["organisations"]:
            names = {plain(e.entity.name) for e in found.organisations}
            organisations.append(bool(names & set(topic["organisations"])))
    return {
        "topics": len(topics),
        "person in the first 3": round(sum(people) / len(people), 3),
        "organisation in the first 3": round(sum(organisations) / len(organisations), 3),
    }


def digest(name: str) -> str:
    """The digest of a person's name in `bench/experts.toml`, whatever the order and the case of its words."""
    return text_digest(name_key(name))[:12]


def experts_apart() -> dict[str, Any]:
    """Both measuring corpora: topics with a right person among the first three, and names among those that aren't one person's."""
    listed = tomllib.loads((ROOT / "bench" / "experts.toml").read_text(encoding="utf-8"))
    known = {name for c in (CORPUS, CORPUS2) for topic in listed[c.name] for name in topic["people"]} | {
        *listed["others"]
    }
    right: list[bool] = []
    shown: list[bool] = []
    for corpus in (CORPUS, CORPUS2):
        with corpus.library() as library:
            for topic in listed[corpus.name]:
                found = [_digests(e.entity) for e in experts(library, topic["topic"], OWNER, _FIRST).people]
                right.append(any(names & {*topic["people"]} for names in found))
                shown += [bool(names & known) for names in found]
    return {
        "topics": len(right),
        "person in the first 3": round(sum(right) / len(right), 3),
        "names shown": len(shown),
        "not one person": round(1 - sum(shown) / len(shown), 3),
    }


def _digests(entity: Entity) -> set[str]:
    return {digest(name) for name in (entity.name, *entity.also)}


def cited(library: Library) -> dict[str, float]:
    """Precision and recall of the citations found between documents."""
    rows = tomllib.loads((SAMPLE / "sources" / "references.toml").read_text())["cites"]
    gold = {(citing, of) for citing, of in rows}
    documents = library.documents(library.catalogue.numbers().tolist())
    found = {
        (documents[number].source, reference.document.source)
        for number, cites in references(library, OWNER).cites.items()
        for reference in cites
    }
    right = len(found & gold)
    return {"citations": len(gold), "precision": round(right / len(found), 3), "recall": round(right / len(gold), 3)}


def goals(library: Library, *, by_terms_alone: bool) -> dict[str, float]:
    """Precision and recall of the goals found in the text, against the stated ones."""
    stated = library.catalogue.metadata.stated("sdg")
    right = given = wanted = 0
    for number, document in library.catalogue.documents(library.catalogue.numbers().tolist()).items():
        passages = library.catalogue.passages_of(number)
        if by_terms_alone:
            passages = [passage for passage in passages if not stated_goals(passage.text)]
        vectors = library.catalogue.vectors.of([p.id for p in passages if p.part == "body"][:BEGINNING])
        found = {g.goal for g in find_goals(document.title, document.language, passages, library.lists.goals, vectors)}
        gold = {field.value for field in stated[number]}
        right, given, wanted = right + len(found & gold), given + len(found), wanted + len(gold)
    return {"labels": wanted, "given": given, "precision": round(right / given, 3), "recall": round(right / wanted, 3)}
