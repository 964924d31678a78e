"""The installed program: by the steps of the Dockerfile, in an environment without the checkout; and its declared dependencies."""

import ast
import importlib.metadata
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from ipaddress import ip_address, ip_network
from pathlib import Path

import httpx2
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from kb.models.embedded_model import fetch
from kb.settings import Settings, load_settings
from tests.servers import wait_for

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
IGNORED = tuple((ROOT / ".dockerignore").read_text().split())
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
PACKAGES = importlib.metadata.packages_distributions()


def locked(name: str) -> dict[str, str]:
    """The packages of a lock file that are installed here, with their versions."""
    lines = re.findall(r"^[a-z0-9][^\s]*==.*?(?= --hash|\s*\\?$)", (ROOT / name).read_text(), re.M)
    requirements = [Requirement(line) for line in lines]
    return {
        canonicalize_name(r.name): str(r.specifier).removeprefix("==")
        for r in requirements
        if r.marker is None or r.marker.evaluate()
    }


# -- the installed copy -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Installed:
    """An environment with the program in it, and a folder to work in."""

    python: Path
    folder: Path
    model_cache: Path

    @property
    def environment(self) -> dict[str, str]:
        own = {"POLIKB_HOME": str(self.folder / "home"), "POLIKB_MODEL_CACHE": str(self.model_cache)}
        return {k: v for k, v in os.environ.items() if not k.startswith(("COVERAGE", "PYTHON"))} | own

    def run(self, program: str, *arguments: str) -> str:
        command = [str(self.python.with_name(program)), *arguments]
        done = subprocess.run(
            command, env=self.environment, cwd=self.folder, capture_output=True, text=True, timeout=600
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def serving(self, port: int) -> Iterator[str]:
        command = [str(self.python.with_name("polikb")), "serve", "--port", str(port)]
        server = subprocess.Popen(command, env=self.environment, cwd=self.folder, stdout=subprocess.DEVNULL)
        try:
            wait_for(f"http://127.0.0.1:{port}/readyz")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=60)


def docker_commands() -> list[list[str]]:
    """The commands that the Dockerfile runs."""
    runs = re.findall(r"^RUN (.*)$", DOCKERFILE, re.M)
    return [shlex.split(command) for run in runs for command in run.split("&&")]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Installed:
    """The environment that the Dockerfile makes. The packages of its lock file and the model are linked from this one, so nothing is downloaded."""
    folder = tmp_path_factory.mktemp("installed")
    source, environment = folder / "source", folder / "environment"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout  # fmt: skip
    for file in filter(None, listed.split("\0")):
        if (ROOT / file).exists() and not file.startswith(IGNORED):
            (source / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / file, source / file, follow_symlinks=False)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    (packages,) = environment.glob("lib/python*/site-packages")
    for package in locked("requirements.lock"):
        link(package, packages)
    model = fetch(model_cache)
    (environment / "share" / "polikb").mkdir(parents=True)
    (environment / "share" / "polikb" / model.name).symlink_to(model)
    python = environment / "bin" / "python"
    offline = {**os.environ, "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    for command in docker_commands():
        if command[0] == "pip":
            pip = [sys.executable, "-m", "pip", "--python", str(python)]
            subprocess.run([*pip, *command[1:]], cwd=source, env=offline, check=True, capture_output=True)
    (folder / "work").mkdir()
    return Installed(python, folder / "work", model_cache)


def link(package: str, packages: Path) -> None:
    """Put a package that is installed here into another environment's `site-packages`."""
    for file in importlib.metadata.distribution(package).files or []:
        target = packages / file.parts[0]
        if file.parts[0] not in ("..", "__pycache__") and not target.exists():
            target.symlink_to(
                Path(str(file.locate())).parents[len(file.parts) - 2] if len(file.parts) > 1 else file.locate()
            )


@pytest.mark.slow
def test_the_image_holds_what_the_program_needs_and_no_tools(installed: Installed) -> None:
    pip = [sys.executable, "-m", "pip", "--python", str(installed.python), "--disable-pip-version-check"]
    checked = subprocess.run([*pip, "check"], capture_output=True, text=True)
    assert [line for line in checked.stdout.splitlines() if "requires" in line] == []
    assert {"mypy", "playwright", "ruff", "uv", "schemathesis", "reportlab"} & locked(
        "requirements.lock"
    ).keys() == set()
    assert locked("requirements.lock").items() <= locked("requirements-dev.lock").items()
    verified = [installed.run(*command) for command in docker_commands() if command[0] == "polikb"]
    assert len(verified) == 1 and str(installed.python.parents[1]) in verified[0]


def test_image_and_make_fetch_the_model_once_the_program_is_installed() -> None:
    (make,) = re.findall(r"^\.venv/\.installed:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(), re.M)
    steps = [[" ".join(command) for command in docker_commands()], make.replace("$(BIN)/", "").splitlines()]
    for commands in steps:
        (own,) = (at for at, command in enumerate(commands) if re.search(r"pip install .* \.$", command))
        assert commands[own + 1].strip() == "polikb fetch-model"


@pytest.mark.server
@pytest.mark.slow
def test_an_installed_copy_reads_searches_answers_and_serves(installed: Installed, free_port: int) -> None:
    where = installed.run("python", "-c", "import kb, ingest, web; print(kb.__file__, ingest.__file__, web.__file__)")
    assert all(path.startswith(str(installed.python.parents[1])) for path in where.split())
    assert installed.run("polikb", "--version").strip() == f"polikb {PROJECT['version']}"
    assert "41 famiglie" in installed.run("polikb", "demo", "--no-serve")
    (installed.folder / "wells.md").write_text(
        "# A kiosk\n\nThe kiosk of Vadalaavo sells 1,850 litres of spring water every day.\n"
    )
    assert json.loads(installed.run("polikb", "ingest", "wells.md", "--json"))["added"] == 1
    found = json.loads(installed.run("polikb", "search", "Vadalaavo", "--json"))
    assert found["hits"][0]["document"]["source"] == "wells.md"
    answer = json.loads(installed.run("polikb", "ask", "How many litres does the kiosk of Vadalaavo sell?", "--json"))
    assert answer["citations"][0]["located"] and "1,850" in answer["answer"]
    with installed.serving(free_port) as address:
        assert "Polisocial" in httpx2.get(address).text
        assert "<h3>" in httpx2.get(f"{address}/about").text.partition('class="measured"')[2], (
            "docs/quality.md is shown"
        )
        assert httpx2.get(f"{address}/static/style.css").status_code == 200


# -- what is declared --------------------------------------------------------------------------------------------------

# Declared, and used through another library.
NOT_IMPORTED = {
    "itsdangerous": "Starlette's SessionMiddleware",
    "psycopg": "SQLAlchemy's engine of PostgreSQL",
    "protobuf": "SentencePiece's model files",
    "python-multipart": "FastAPI's forms",
}
# Run, or read by mypy.
TOOLS = {
    "check-jsonschema",
    "flask",  # moto serves by them
    "flask-cors",
    "coverage",
    "mypy",
    "pytest-cov",
    "pytest-xdist",
    "ruff",
    "setuptools",
    "types-cachetools",
    "types-reportlab",
    "uv",
}


ELSEWHERE = {
    "bench/stock.py",
    "bench/scorer/adapter.py",
    "bench/scorer/train.py",
}  # run in virtual environments of their own


def imported(*folders: str) -> set[str]:
    """The distributions that the modules in these folders import."""
    found = set()
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())) if path.relative_to(ROOT).as_posix() not in ELSEWHERE else ():
            if isinstance(node, ast.Import):
                found |= {distribution(alias.name) for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(distribution(node.module))
    return found - {"", "polikb"}


def distribution(module: str) -> str:
    """The distribution that a module is from; "" for Python's own and ours."""
    top = module.split(".")[0]
    if top in sys.stdlib_module_names or (ROOT / top).is_dir():
        return ""
    candidates = set(PACKAGES.get(top, [top]))
    if len(candidates) > 1:  # a namespace that several distributions share
        files = {f"{module.replace('.', '/')}{end}" for end in (".py", "/__init__.py")}
        candidates = {c for c in candidates if files & {str(f) for f in importlib.metadata.files(c) or []}}
    (found,) = candidates
    return canonicalize_name(found)


def declared(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(requirement).name) for requirement in requirements}


def test_what_is_imported_is_declared_and_nothing_else() -> None:
    dependencies, dev = declared(PROJECT["dependencies"]), declared(PROJECT["optional-dependencies"]["dev"])
    assert imported("kb", "ingest", "web") == dependencies - NOT_IMPORTED.keys()
    assert imported("tests", "bench") - dependencies == dev - TOOLS


@pytest.mark.slow
def test_the_licence_is_in_the_wheel(installed: Installed) -> None:
    code = "import importlib.metadata as m; print(m.metadata('polikb')['License-Expression'], *m.metadata('polikb').get_all('License-File'))"
    assert installed.run("python", "-c", code).split() == [
        "Apache-2.0",
        "LICENSE",
        "NOTICE",
        "web/static/fonts/OFL.txt",
    ]


# -- containers --------------------------------------------------------------------------------------------------------


def test_the_compose_file_is_valid() -> None:
    schema = ["--builtin-schema", "vendor.compose-spec", "docker-compose.yml"]
    checked = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", *schema], cwd=ROOT, capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stdout


def test_images_are_pinned_to_a_digest() -> None:
    own = {s["image"] for s in COMPOSE["services"].values() if "build" in s}
    assert own == {f"polikb:{PROJECT['version']}"}
    others = [s["image"] for s in COMPOSE["services"].values() if "build" not in s]
    for image in [*others, *re.findall(r"^FROM (\S+)", DOCKERFILE, re.M)]:
        assert re.fullmatch(r"[\w./-]+:\d+\.\d+\.\d+[\w.-]*@sha256:[0-9a-f]{64}", image)


def test_every_setting_reaches_the_server_in_its_container() -> None:
    given = COMPOSE["services"]["web"]["environment"]
    in_image = set(re.findall(r"POLIKB_\w+(?==)", DOCKERFILE))
    assert given.keys() | in_image == {f"POLIKB_{field.name.upper()}" for field in fields(Settings)}


def defaulted(value: str) -> str:
    """The value of a variable that isn't set where compose runs; a required one stays as it is written."""
    return re.sub(r"\$\{\w+:-(.*?)\}", r"\1", value)


def test_services_reach_each_other_and_wait() -> None:
    services = COMPOSE["services"]
    web = services["web"]
    assert web["depends_on"]["chroma"]["condition"] == "service_healthy" and "healthcheck" in services["chroma"]
    assert "--port 8000" in " ".join(services["chroma"]["command"])
    settings = load_settings({k: defaulted(v) for k, v in web["environment"].items() if v is not None})
    assert (settings.chroma_url, settings.ollama_url) == ("http://chroma:8000", "http://ollama:11434")
    assert {"chroma", "ollama"} <= services.keys()
    (network,) = COMPOSE["networks"]["default"]["ipam"]["config"]
    assert settings.forwarded_from == network["gateway"]
    assert ip_address(network["gateway"]) in ip_network(network["subnet"])
    mounted = {volume.split(":")[1] for volume in web["volumes"]}
    assert {str(settings.vocabularies), *re.findall(r"POLIKB_HOME=(\S+)", DOCKERFILE)} <= mounted


def test_servers_and_workers_of_the_cluster_share_a_database_and_the_originals() -> None:
    services = COMPOSE["services"]
    servers, workers = (
        {name: service for name, service in services.items() if name.startswith(start)}
        for start in ("server", "worker")
    )
    assert len(servers) == len(workers) == 2
    own = set()
    for service in (*servers.values(), *workers.values()):
        settings = load_settings({k: defaulted(v) for k, v in service["environment"].items() if v is not None})
        assert settings.database_url == "postgresql://polikb:polikb@database/polikb" and settings.chroma_url == ""
        volumes = dict(volume.split(":")[1::-1] for volume in service["volumes"])
        assert volumes[settings.originals] == "originals"
        own.add(volumes["/library"])
        assert "depends_on" in service and service["profiles"] == ["cluster"]
        assert settings.forwarded_from == services["proxy"]["networks"]["default"]["ipv4_address"]
    assert len(own) == 4, "each has a folder of its own"
    assert all("/incoming" in str(service["volumes"]) for service in workers.values()), (
        "what `ingest --queue` leaves to them is there"
    )
    (most,) = re.findall(r"max_connections=(\d+)", " ".join(services["database"]["command"]))
    assert int(most) >= 65 * len(servers) + 75 * len(workers), "as docs/operations.md says of the connections of each"
    assert all(
        service["command"][-1] == "--no-jobs" and "readyz" in str(service["healthcheck"])
        for service in servers.values()
    )
    assert all(service["command"] == ["polikb", "worker"] for service in workers.values())
    fixed = [services[name]["networks"]["default"]["ipv4_address"] for name in (*servers, "proxy")]
    (network,) = COMPOSE["networks"]["default"]["ipam"]["config"]
    assert len(set(fixed)) == 3 and all(ip_address(address) in ip_network(network["subnet"]) for address in fixed)
    assert all(service["networks"] == ["default"] for service in workers.values()), "only servers keep an address"
    proxy = (ROOT / "docs" / "nginx.conf").read_text()
    assert re.findall(r"server (\w+):8000", proxy) == list(servers) == list(services["proxy"]["depends_on"])
    assert "8080:8080" in services["proxy"]["ports"][0] and "listen 8080;" in proxy
    for name in ("database", "server1", "proxy"):
        assert "test" in services[name]["healthcheck"]
