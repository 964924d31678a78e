"""The house stays as it was drawn: imports point one way, each library has its file, nothing grows without notice."""

import ast
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = [path for folder in ("kb", "ingest", "web") for path in sorted((ROOT / folder).rglob("*.py"))]

# Inside kb a module imports from rooms on lines above its own, and within its room.
KB_ROOMS = [
    "model errors clock files process ranking_config",
    "settings links translations",
    "text",
    "store",
    "models",
    "index",
    "subjects",
    "access",
    "library",
    "search",
    "answer",
    "people",
    "explore",
    "alerts",
    "maintenance",
    "output",
    "evaluation",
    "cli",
]
ALLOWED = {"kb": {"kb"}, "ingest": {"ingest", "kb"}, "web": {"web", "ingest", "kb"}}

# Each third-party library is known to these files only.
HOMES = {
    "pypdf": {"ingest/readers/pdf.py"},
    "pypdfium2": {
        "ingest/readers/pdf.py",
        "ingest/readers/hidden_text.py",
        "ingest/readers/ocr.py",
        "kb/answer/pdf_pages.py",
    },
    "chromadb": {"kb/index/chroma.py"},
    "tantivy": {"kb/text/stemming.py", "kb/index/lexical.py"},
    "ctranslate2": {"kb/models/bert.py"},
    "tokenizers": {"kb/models/bert.py"},
    "llama_index": {"kb/models/embedder.py", "kb/output/llama_index.py", "kb/models/writer.py"},
    "sqlite3": {"kb/store/database.py"},
    "docx": {"ingest/readers/office.py", "kb/output/need_report.py"},
    "pptx": {"ingest/readers/office.py"},
    "odf": {"ingest/readers/opendocument.py"},
    "openpyxl": {"ingest/readers/tabular.py"},
    "authlib": {"web/access/single_sign_on.py"},
    "httpx2": {
        "kb/maintenance/delegate.py",
        "kb/models/cross_encoder.py",
        "web/access/single_sign_on.py",
        "ingest/harvest/safe_http.py",
        "ingest/harvest/oai.py",
        "ingest/harvest/files.py",
        "ingest/harvest/run.py",
    },
    "oaipmh_scythe": {"ingest/harvest/oai.py"},
    "mcp": {"kb/output/mcp_server.py"},
    "nameparser": {"kb/people/names.py"},
    "slugify": {"kb/text/slug.py"},
    "markdown_it": {"ingest/readers/markdown.py", "web/routes/pages/home.py"},
    "tenacity": {"ingest/harvest/safe_http.py", "ingest/harvest/oai.py"},
    "pebble": {"ingest/sandbox.py", "kb/answer/pdf_pages.py"},
    "os.environ": {"kb/process.py", "kb/settings.py"},
}

# Who may see what is decided in SQL by one module; these ask it, and hand on what may be seen.
VISIBILITY_KNOWN_TO = {"kb/search/scope.py", "kb/index/lexical_by_access.py"}
VISIBLE_DOCUMENTS_MADE_BY = {"kb/search/scope.py"}

# Raising a budget is a decision: lines per file, lines per function, parameters.
FILE_LINES, FUNCTION_LINES, PARAMETERS = 300, 40, 5
FOLDER_MODULES = 14
LARGER_FOLDERS: dict[str, int] = {}
LARGER_FILES = {"kb/store/catalogue.py": 340}
LONGER_FUNCTIONS = {"kb/cli/ask.py:evaluate": 46}
MORE_PARAMETERS = {
    "kb/search/search.py:search": 6, "kb/answer/locate.py:rectangles": 6, "kb/answer/generate.py:write": 6, "kb/answer/generate.py:answer": 6,
    "kb/cli/library.py:search": 7, "kb/cli/people.py:names": 6, "ingest/cli.py:oai": 6, "ingest/pipeline.py:ingest": 6,
    "ingest/harvest/run.py:harvest": 8,
}  # fmt: skip


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("path", FILES, ids=name)
def test_imports_point_one_way(path: Path) -> None:
    package = name(path).split("/")[0]
    for module in imports(path):
        top = module.split(".")[0]
        if top in ALLOWED:
            assert top in ALLOWED[package], f"{name(path)} imports {module}"


def room(module: str) -> str:
    """Of a dotted module of kb: its folder, or its own name where it stands beside the folders."""
    return module.split(".")[1]


def test_rooms_of_kb_import_only_from_rooms_above() -> None:
    rank = {name: line for line, names in enumerate(KB_ROOMS) for name in names.split()}
    for path in (ROOT / "kb").rglob("*.py"):
        own = room(name(path).removesuffix(".py").replace("/", "."))
        if own == "__init__":
            continue
        assert own in rank, f"{name(path)}: room {own} has no place in KB_ROOMS"
        for module in imports(path):
            if module.startswith("kb.") and room(module) != own:
                assert rank[room(module)] < rank[own], f"{name(path)} imports {module}"


def test_modules_import_each_other_in_no_circle() -> None:
    graph = {name(path).removesuffix(".py").replace("/", "."): imports(path) for path in FILES}
    TopologicalSorter({module: found & graph.keys() for module, found in graph.items()}).prepare()


@pytest.mark.parametrize("folder", sorted({path.parent for path in FILES}), ids=lambda folder: name(folder))
def test_a_folder_holds_no_more_modules_than_one_looks_over(folder: Path) -> None:
    modules = [path.name for path in folder.glob("*.py") if path.name != "__init__.py"]
    assert len(modules) <= LARGER_FOLDERS.get(name(folder), FOLDER_MODULES)


@pytest.mark.parametrize("path", FILES, ids=name)
def test_each_library_has_its_file(path: Path) -> None:
    for module in imports(path):
        for library, homes in HOMES.items():
            if module == library or module.startswith(f"{library}."):
                assert name(path) in homes, f"{name(path)} imports {module}"
    if name(path) not in HOMES["os.environ"]:
        assert "os.environ" not in path.read_text()


@pytest.mark.parametrize("path", FILES, ids=name)
def test_nothing_grows_without_notice(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= LARGER_FILES.get(name(path), FILE_LINES)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            key = f"{name(path)}:{node.name}"
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LONGER_FUNCTIONS.get(key, FUNCTION_LINES), f"{key} has {length} lines"
            count = len(
                [
                    a
                    for a in [*node.args.args, *node.args.kwonlyargs]
                    if a.arg not in ("self", "cls", "request", "context", "_")
                ]
            )
            assert count <= MORE_PARAMETERS.get(key, PARAMETERS), f"{key} has {count} parameters"


@pytest.mark.parametrize("path", FILES, ids=name)
def test_what_is_public_is_explained(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree), f"{name(path)} has no docstring"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            if any(
                isinstance(parent, ast.FunctionDef) and node in ast.walk(parent) and parent is not node
                for parent in ast.walk(tree)
            ):
                continue
            assert ast.get_docstring(node), f"{name(path)}:{node.name} has no docstring"


def test_help_is_quick_because_heavy_libraries_are_imported_late() -> None:
    code = "import sys, web.cli; print([m for m in ('chromadb', 'llama_index', 'tantivy', 'ctranslate2', 'numpy', 'fastapi') if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_a_child_that_reads_files_loads_no_index_and_no_model() -> None:
    """It starts for each upload after a pause, and lives within a limit of memory."""
    heavy = {"ctranslate2", "tokenizers", "chromadb", "llama_index"}
    code = "import sys, ingest.build, ingest.readers.ocr, ingest.sandbox; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not heavy & set(loaded)


# -- access -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", FILES, ids=name)
def test_only_the_scope_decides_what_a_reader_may_see(path: Path) -> None:
    if name(path) not in VISIBILITY_KNOWN_TO:
        assert "kb.store.visibility" not in imports(path)
    if name(path) not in VISIBLE_DOCUMENTS_MADE_BY:
        assert "VisibleDocument(" not in path.read_text()


# -- what is committed ------------------------------------------------------------------------------------------------

TOP_LEVEL = {
    ".ci", ".dockerignore", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "Dockerfile", "LICENSE", "Makefile", "README.md", "SECURITY.md",
    "bench", "corpora", "docker-compose.yml", "docs", "ingest", "kb", "model.lock", "pyproject.toml", "requirements-dev.lock",
    "requirements.lock", "tests", "web",
}  # fmt: skip
LARGEST_BINARY = 1_000_000  # bytes


@pytest.fixture(scope="module")
def committed() -> list[Path]:
    """The files that git tracks."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / file for file in listed.split("\0") if file and (ROOT / file).is_file()]


def test_the_top_level_holds_what_belongs_there(committed: list[Path]) -> None:
    assert {path.relative_to(ROOT).parts[0] for path in committed} - TOP_LEVEL == set()


def test_no_large_binary_is_committed(committed: list[Path]) -> None:
    large = [path for path in committed if path.stat().st_size > LARGEST_BINARY]
    assert [name(path) for path in large if b"\0" in path.read_bytes()] == []


def test_no_code_names_a_folder_of_a_user() -> None:
    for path in FILES:
        assert not re.search(r"/(home|Users|root)/\w|[\"'](/work|/tmp)/", path.read_text()), name(path)
