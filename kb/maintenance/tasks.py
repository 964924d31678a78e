"""What changes a library of documents that are in it already, as work that a server can do: remove, withdraw, reindex, names."""

from kb.errors import NotFound
from kb.library import Library
from kb.maintenance.delegate import Json, Progress, task
from kb.model import OWNER
from kb.search.scope import open_document


@task
def remove(library: Library, arguments: Json, progress: Progress) -> Json:
    """Take documents (`ids`) out."""
    removed = []
    progress.phase("Removing", len(arguments["ids"]))
    for name in arguments["ids"]:
        document = open_document(library, name, OWNER).document
        library.remove(document)
        removed.append(f"{document.title} ({document.source})")
        progress.to(len(removed))
    return {"removed": removed}


@task
def withdraw(library: Library, arguments: Json, progress: Progress) -> Json:
    """Take documents (`ids`) out for good, with a `reason` that is shown where they stood."""
    documents = [open_document(library, name, OWNER).document for name in arguments["ids"]]
    progress.phase("Withdrawing", len(documents))
    for done, document in enumerate(documents, 1):
        library.withdraw(document, arguments["reason"])
        progress.to(done)
    return {"withdrawn": [document.title for document in documents]}


@task
def readmit(library: Library, arguments: Json, progress: Progress) -> Json:
    """Let documents (`ids`) that were withdrawn be ingested again."""
    progress.phase("Readmitting", None)
    for name in arguments["ids"]:
        if not library.catalogue.withdrawals.end(name):
            raise NotFound(f"withdrawn document {name}")
    return {}


@task
def reindex(library: Library, arguments: Json, progress: Progress) -> Json:
    """Embed everything, or with `resume` what has no vector yet."""
    if not arguments["resume"]:
        library.forget_vectors()
    count = embed(library, progress)
    return {"passages": count, "model": library.catalogue.fact("model") or library.embedding_queue.embedder.identity}


def embed(library: Library, progress: Progress) -> int:
    """Embed what has no vector yet; returns how many passages."""
    progress.phase("Embedding", len(library.catalogue.vectors.missing()))
    return library.embedding_queue.run(lambda done, _: progress.to(done))


@task
def names(library: Library, arguments: Json, progress: Progress) -> Json:
    """Say (`said`: rule and target, or None to take it back) which names of a kind mean one."""
    kind, name, said = arguments["kind"], arguments["name"], arguments["said"]
    if said is not None and not library.catalogue.name_rules.knows(kind, name):
        raise NotFound(f"{kind} {name!r}")
    progress.phase("Labelling", None)
    library.catalogue.name_rules.set(kind, name, tuple(said) if said else None)
    library.index_words()
    return {}
