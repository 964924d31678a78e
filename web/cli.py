"""The server's commands, and the one command that joins all: `polikb`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

import ingest.cli
import kb.cli.ask
import kb.cli.backup
import kb.cli.library
import kb.cli.people
import kb.cli.users
from kb.cli.common import open_library

app = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="The Polisocial knowledge base: theses, course material and reports, searched and answered with located quotes.\n\n"
    "Start with `polikb ingest FOLDER`, then `polikb serve`. Settings are environment variables, such as POLIKB_HOME, the "
    "library's folder; docs/settings.md lists them.",
)
SAMPLE = Path(__file__).parent.parent / "corpora" / "polisocial-sample"


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
) -> None:
    """Serve the library on the web, until stopped with Ctrl-C."""
    from kb.errors import PolikbError
    from kb.library import Library
    from kb.settings import load_settings
    from web.server import Server

    settings = load_settings()
    if not settings.secret_key and not _is_loopback(host):
        raise PolikbError(
            f"{host} can be reached from other machines: set POLIKB_SECRET_KEY first, to a long random text such as `openssl rand"
            " -hex 32` prints. It guards the sessions of those who sign in; keep it, or all must sign in again."
        )
    _probe(host, port)
    server = Server(settings, host, port)
    Library.probe(settings, server.owner)  # says what is wrong before the server starts
    typer.echo(f"Serving http://{host}:{port} (stop with Ctrl-C)")
    server.run()


def _probe(host: str, port: int) -> None:
    """Raises PolikbError for an address that can't be listened on, before anything is opened."""
    import socket

    from kb.errors import PolikbError

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PolikbError(
                f"{host}:{port} can't be used: {error.strerror}. Give another one with --host or --port."
            ) from error


def _is_loopback(host: str) -> bool:
    import ipaddress

    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@app.command(hidden=True)
def demo(
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    serve_too: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve after the first answer.")] = True,
) -> None:
    """What `make run` does: load the sample corpus if the library is empty, answer one question, serve."""
    with open_library(writable=True, owner="polikb demo") as library:
        empty = not library.catalogue.counts()["documents"]
    if empty:
        typer.echo("The library is empty: loading the sample corpus (fictional documents, made for this purpose).")
        ingest.cli.ingest([SAMPLE / "files"])
    question = "Quante famiglie hanno trovato casa con il progetto Porte Aperte?"
    typer.echo(f"\n{question}")
    kb.cli.ask.ask(question)
    typer.echo("")
    if serve_too:
        serve(port=port)


def main() -> None:
    """The entry point: our own errors end in a sentence, not a traceback."""
    from kb.errors import PolikbError

    for part in (ingest.cli, kb.cli.library, kb.cli.ask, kb.cli.people, kb.cli.users, kb.cli.backup):
        app.registered_commands.extend(part.app.registered_commands)
        app.registered_groups.extend(part.app.registered_groups)
    try:
        app()
    except PolikbError as error:
        sys.exit(f"polikb: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
