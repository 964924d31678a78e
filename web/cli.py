"""The `polikb` command: combines the commands of all folders, and adds `serve` and `demo`."""

import errno
import sys
from pathlib import Path
from typing import Annotated, TypeGuard

import typer

import ingest.cli
import kb.cli.ask
import kb.cli.backup
import kb.cli.library
import kb.cli.needs
import kb.cli.people
import kb.cli.search
import kb.cli.users
from kb.cli.common import say
from kb.text.normalise import printable

app = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="The Polisocial knowledge base: search theses, course material and project reports, and get answers with quotes located "
    "on their pages.\n\n"
    "Start with `polikb ingest FOLDER`, then `polikb serve`. Settings are environment variables, such as POLIKB_HOME for the "
    "library's folder; docs/settings.md lists them.",
)
_OUT_OF_MEMORY = (
    "failed to map segment",
    "cannot allocate memory",
    "bad_alloc",
    "failed to allocate memory",
    "can't start new thread",
    "resource temporarily unavailable",
)
SAMPLE = Path(__file__).parent / "data" / "sample"


def _print_version(is_wanted: bool) -> None:
    from importlib.metadata import version

    if is_wanted:
        say(f"polikb {version('polikb')}")
        raise typer.Exit


@app.callback()
def common(
    _: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Options before the command."""


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    jobs: Annotated[
        bool,
        typer.Option(
            "--jobs/--no-jobs", help="With PostgreSQL: read uploads here too, or leave that to `polikb worker`."
        ),
    ] = True,
) -> None:
    """Serve the library on the web, until stopped with Ctrl-C."""
    from kb.errors import PolikbError
    from kb.settings import load_settings

    settings = load_settings()
    if not settings.secret_key and not _is_loopback(host):
        raise PolikbError(
            f"{host} can be reached from other machines, so POLIKB_SECRET_KEY must be set: a long random text, such as `openssl rand "
            "-hex 32` prints. It protects sessions. Keep it: with another key everybody must sign in again."
        )
    if not settings.home.is_dir() and not settings.database_url:  # with a database it has only derived data
        raise PolikbError(
            f"There is no folder {settings.home}. Check POLIKB_HOME; run `polikb ingest` first, or make the folder to start with an "
            "empty library."
        )
    _check_address(host, port)

    from kb.library import Library
    from web.server import Server

    server = Server(settings, host, port, does_jobs=jobs)
    Library.probe(settings, server.owner)  # a library that can't be opened is reported before the server starts
    say(f"Serving http://{host}:{port} (stop with Ctrl-C)")
    server.run()


@app.command()
def worker() -> None:
    """Do the jobs of servers that share a PostgreSQL database.

    It reads uploads and sends alerts, until stopped with Ctrl-C.
    Any number of workers may run, on as many machines, each with a folder (POLIKB_HOME) of its own.
    """
    from kb.settings import load_settings
    from web.jobs.worker import work

    say("Doing the jobs that wait (stop with Ctrl-C)")
    work(load_settings())


def _check_address(host: str, port: int) -> None:
    """Check that the server can listen on an address. Raises PolikbError."""
    import socket

    from kb.errors import PolikbError

    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PolikbError(
                f"{host}:{port} can't be used: {error.strerror}. Choose another address with --host or --port."
            ) from error


def _is_loopback(host: str) -> bool:
    import ipaddress

    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@app.command(hidden=True)
def demo(
    context: typer.Context,
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    serve_too: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve after the first answer.")] = True,
) -> None:
    """Load the sample corpus if the library is empty, answer one question, then serve. `make run` calls this."""
    from kb.library import Library
    from kb.settings import load_settings

    with Library(load_settings(), writable=True, owner="polikb demo") as library:
        empty = not library.catalogue.counts()["documents"]
    if empty:
        say("The library is empty. Loading the sample corpus: fictional documents, written for this purpose.")
        ingest.cli.ingest(context, [SAMPLE])
    question = "Quante famiglie hanno trovato casa con il progetto Porte Aperte?"
    say(f"\n{question}")
    kb.cli.ask.ask(context, question)
    say("")
    if serve_too:
        serve(port=port)


def main() -> None:
    """Run the command. Errors of this program and of the system are printed as a sentence, without a traceback."""
    from kb.errors import PolikbError
    from kb.process import limit_linear_algebra_threads
    from web.links import SiteLinks

    limit_linear_algebra_threads()
    for part in (
        ingest.cli,
        kb.cli.search,
        kb.cli.library,
        kb.cli.ask,
        kb.cli.people,
        kb.cli.needs,
        kb.cli.users,
        kb.cli.backup,
    ):
        app.registered_commands.extend(part.app.registered_commands)
        app.registered_groups.extend(part.app.registered_groups)
    try:
        app(obj=SiteLinks())
    except PolikbError as error:
        sys.exit(f"polikb: {_refused(error.__cause__) if _lacks_files(error.__cause__) else printable(str(error))}")
    except (MemoryError, ImportError, RuntimeError) as error:
        if not _lacks_memory(error):
            raise
        sys.exit(
            "polikb: There isn't enough memory for this. What was confirmed is kept; close other programs and try again."
        )
    except OSError as error:
        sys.exit(f"polikb: {_refused(error)}")
    except KeyboardInterrupt:
        sys.exit(130)


def _lacks_memory(error: Exception) -> bool:
    """Whether an error is due to too little memory, also of a C library that can't be loaded or can't start a thread."""
    return isinstance(error, MemoryError) or any(sign in str(error).lower() for sign in _OUT_OF_MEMORY)


def _lacks_files(error: BaseException | None) -> TypeGuard[OSError]:
    """Whether an error is due to the limit of open files, not to the file that it names."""
    return isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE)


def _refused(error: OSError) -> str:
    """A message on what the system refused, and what to do about it."""
    advice = {
        errno.EMFILE: "Allow this process more open files (ulimit -n), 64 at least",
        errno.ENOSPC: "Free some space",
        errno.EDQUOT: "Free some space, or ask for a larger quota",
        errno.EROFS: "The disk can only be read; mount it for writing",
        errno.EACCES: "Check who owns the folder",
        errno.EPERM: "Check who owns the folder",
    }
    what = printable(f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error))
    return f"{what}. {advice.get(error.errno or 0, 'Check the disk')}, and run the command again. What was confirmed is kept."
