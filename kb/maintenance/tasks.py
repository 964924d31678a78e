"""Tasks on the library's documents, names and alerts: remove, withdraw, readmit, reindex, names, contacts, alerts."""

from kb.alerts.alerts import send_due
from kb.errors import NotFound
from kb.library import Library
from kb.links import Links
from kb.maintenance.delegate import Json, Task, TaskProgress, table_of
from kb.model import OWNER
from kb.people.curation import set_rule
from kb.search.scope import open_document
from kb.store.name_rules import Contact

_ACTIONS = {"same": "join", "apart": "part", "hidden": "hide", "": "forget"}  # what the audit log calls rules for names


def remove(library: Library, arguments: Json, progress: TaskProgress) -> Json:
    """Remove documents (`ids`); returns their titles and sources as `removed`."""
    documents = [open_document(library, name, OWNER).document for name in arguments["ids"]]
    progress.phase("Removing", None)
    library.remove(*documents)
    return {"removed": [f"{document.title} ({document.source})" for document in documents]}


def withdraw(library: Library, arguments: Json, progress: TaskProgress) -> Json:
    """Withdraw documents (`ids`), with a `reason` that their addresses show; returns their titles as `withdrawn`."""
    documents = [open_document(library, name, OWNER).document for name in arguments["ids"]]
    progress.phase("Withdrawing", None)
    library.withdraw(*documents, reason=arguments["reason"])
    return {"withdrawn": [document.title for document in documents]}


def readmit(library: Library, arguments: Json, progress: TaskProgress) -> Json:
    """Lift the withdrawal of documents (`ids`), so that they can be ingested again. Raises NotFound."""
    progress.phase("Readmitting", None)
    for name in arguments["ids"]:
        if not library.catalogue.withdrawals.lift(name):
            raise NotFound(f"withdrawn document {name}")
        library.audit.note("readmitted", document=name, by="command")
    return {}


def reindex(library: Library, arguments: Json, progress: TaskProgress) -> Json:
    """Embed all passages again, or with `resume` those without a vector; returns their number as `passages`, and the `model`."""
    if not arguments["resume"]:
        library.forget_vectors()
    count = embed(library, progress)
    return {"passages": count, "model": library.catalogue.fact("model") or library.embedding_queue.embedder.identity}


def embed(library: Library, progress: TaskProgress) -> int:
    """Embed all passages without a vector; returns their number."""
    progress.phase("Embedding", len(library.catalogue.vectors.missing()))
    return library.embedding_queue.run(lambda done, _: progress.to(done))


def names(library: Library, arguments: Json, progress: TaskProgress) -> Json:
    """Set or, with None, delete the rule (`said`: rule and target) for a `name` of a `kind`. Raises NotFound."""
    said = arguments["said"]
    progress.phase("Labelling", None)
    set_rule(library, arguments["kind"], arguments["name"], tuple(said) if said else None)
    rule, target = said or ("", "")
    library.audit.note(
        "curated", kind=arguments["kind"], name=arguments["name"], action=_ACTIONS[rule], target=target, by="command"
    )
    return {}


def contacts(library: Library, arguments: Json, progress: TaskProgress) -> Json:
    """Add `contacts` (fields of `Contact`), each in place of an earlier one of the same person."""
    progress.phase("Importing", len(arguments["contacts"]))
    library.catalogue.name_rules.set_contacts(Contact(**values) for values in arguments["contacts"])
    names = "; ".join(values["name"] for values in arguments["contacts"])
    library.audit.note("contacts imported", names=names, by="command")
    return {}


def alerting(links: Links) -> Task:
    """The task `alerts`, whose e-mails have these links."""

    def alerts(library: Library, _: Json, progress: TaskProgress) -> Json:
        """Send the alerts that are due; returns how many e-mails were `sent`. Raises SettingsError, MailError."""
        progress.phase("Sending", None)
        return {"sent": send_due(library, links)}

    return alerts


def tasks(links: Links) -> dict[str, Task]:
    """All tasks of this module by name."""
    return table_of(remove, withdraw, readmit, reindex, names, contacts, alerting(links))
