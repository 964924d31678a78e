"""The architecture: imports point one way, each library has its file, nothing grows without notice."""

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
    "settings links translations identifiers",
    "text",
    "questions",
    "store",
    "models",
    "index",
    "subjects",
    "access",
    "library",
    "search",
    "search_processes",
    "people",
    "answer",
    "explore",
    "alerts",
    "workspace",
    "maintenance",
    "output",
    "exports",
    "evaluation",
    "cli",
]
ALLOWED = {"kb": {"kb"}, "ingest": {"ingest", "kb"}, "web": {"web", "ingest", "kb"}}

# Each third-party library is known to these files only.
HOMES = {
    "pypdf": {"ingest/readers/pdf/structure.py"},
    "pypdfium2": {
        "ingest/readers/pdf/reader.py",
        "ingest/readers/pdf/stamps.py",
        "ingest/readers/pdf/structure.py",
        "ingest/readers/pdf/annotations.py",
        "ingest/readers/pdf/calls.py",
        "ingest/readers/pdf/lines.py",
        "ingest/readers/pdf/pictures.py",
        "ingest/readers/pdf/objects.py",
        "ingest/readers/pdf/visibility.py",
        "ingest/readers/pdf/ocr.py",
        "ingest/readers/pdf/front.py",
        "kb/answer/pdf_pages.py",
    },
    "chromadb": {"kb/index/nearest/chroma.py"},
    "wordfreq": {"kb/search/spelling.py"},
    "luqum": {"kb/search/query_syntax.py"},
    "tantivy": {"kb/text/stemming.py", "kb/index/lexical.py", "kb/index/lexical_query.py"},
    "ctranslate2": {"kb/models/bert.py"},
    "tokenizers": {"kb/models/tokenization.py"},
    "pyroaring": {"kb/index/document_bitmaps.py"},
    "simsimd": {"kb/index/nearest/vector_matrix.py"},
    "sentencepiece": {"kb/models/tokenization.py"},
    "llama_index": {"kb/models/embedder.py", "kb/output/llama_index.py", "kb/models/writer.py"},
    "sqlite3": {"kb/store/sql/engine.py", "kb/store/sql/schema.py"},
    "sqlalchemy": {
        "kb/store/database.py",
        "kb/store/sql/engine.py",
        "kb/store/sql/tables.py",
        "kb/store/sql/shared_lock.py",
        "kb/store/jobs/shared.py",
        "kb/store/sql/migrations/versions/v0013_uploads.py",
        "kb/store/sql/migrations/versions/v0011_folded.py",
        "kb/store/sql/migrations/versions/v0012_changes.py",
        "kb/store/sql/migrations/versions/v0014_left_behind.py",
        "kb/store/sql/migrations/versions/v0015_vector_sums.py",
        "kb/store/sql/migrations/versions/v0016_name_parts.py",
        "kb/store/sql/migrations/versions/v0017_mailboxes.py",
        "kb/store/sql/migrations/versions/v0019_shown_since.py",
        "kb/access/migrations/versions/v0005_member_groups.py",
    },
    "procrastinate": {"kb/store/jobs/shared.py", "kb/store/jobs/worker.py"},
    "fsspec": {"kb/store/originals.py"},
    "docx": {"kb/output/need_report.py", "kb/output/comparison_report.py"},
    "charset_normalizer": {"ingest/readers/encoding.py"},
    "openpyxl": {"ingest/readers/tables/workbook.py"},
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
    "citeproc": {"kb/output/citations.py"},
    "slugify": {"kb/text/slug.py"},
    "markdown_it": {"ingest/readers/markup/markdown.py", "web/routes/pages/home.py"},
    "tenacity": {"ingest/harvest/safe_http.py", "ingest/harvest/oai.py"},
    "pebble": {"ingest/sandbox.py", "kb/answer/pdf_pages.py"},
    "os.environ": {"kb/process.py", "kb/settings.py"},
}

# Access is decided in SQL by one module; these call it, and pass on visible documents.
VISIBILITY_KNOWN_TO = {"kb/search/scope.py", "kb/index/lexical_by_access.py"}
VISIBLE_DOCUMENTS_MADE_BY = {"kb/search/scope.py"}

# Raising a budget is a decision: lines per file, lines per function, parameters.
FILE_LINES, FUNCTION_LINES, PARAMETERS = 300, 40, 5
FOLDER_MODULES = 14
LARGER_FOLDERS: dict[str, int] = {}
LARGER_FILES: dict[str, int] = {}
LONGER_FUNCTIONS = {"kb/cli/ask.py:evaluate": 46}
MORE_PARAMETERS = {
    "kb/search/search.py:search": 6, "kb/answer/locate.py:rectangles": 6, "kb/answer/generate.py:write": 7, "kb/answer/generate.py:answer": 7,
    "kb/cli/search.py:search": 9, "kb/cli/people.py:names": 6, "ingest/cli.py:ingest": 7, "ingest/cli.py:oai": 8, "ingest/pipeline.py:ingest": 6,
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


def test_imports_point_one_way() -> None:
    for path in FILES:
        package = name(path).split("/")[0]
        for module in imports(path):
            top = module.split(".")[0]
            if top in ALLOWED:
                assert top in ALLOWED[package], f"{name(path)} imports {module}"


def room(module: str) -> str:
    """The folder of a dotted module of kb, or its own name if it is beside the folders."""
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


def test_each_library_has_its_file() -> None:
    for path in FILES:
        for module in imports(path):
            for library, homes in HOMES.items():
                if module == library or module.startswith(f"{library}."):
                    assert name(path) in homes, f"{name(path)} imports {module}"
        if name(path) not in HOMES["os.environ"]:
            assert "os.environ" not in path.read_text()


def test_commands_print_by_say_which_escapes_control_characters() -> None:
    for path in FILES:
        if path.parts[-3:] != ("kb", "cli", "common.py"):
            assert not re.search(r"(?:typer|click)\.(?:s?echo|style)|(?<![\w.])print\(", path.read_text()), name(path)


def measured() -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """Lines by file, and lines and parameters by function, of everything in `FILES`."""
    files: dict[str, int] = {}
    functions: dict[str, int] = {}
    parameters: dict[str, int] = {}
    for path in FILES:
        text = path.read_text()
        files[name(path)] = len(text.splitlines())
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                key = f"{name(path)}:{node.name}"
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                given = [a.arg for a in (*node.args.args, *node.args.kwonlyargs)]
                count = sum(arg not in ("self", "cls", "request", "context", "_") for arg in given)
                functions[key] = max(length, functions.get(key, 0))
                parameters[key] = max(count, parameters.get(key, 0))
    return files, functions, parameters


BUDGETS = ((FILE_LINES, LARGER_FILES, 10), (FUNCTION_LINES, LONGER_FUNCTIONS, 5), (PARAMETERS, MORE_PARAMETERS, 1))


def test_nothing_grows_without_notice() -> None:
    for found, (budget, exceptions, _) in zip(measured(), BUDGETS, strict=True):
        over = {key: size for key, size in found.items() if size > exceptions.get(key, budget)}
        assert over == {}


def test_no_exception_is_larger_than_it_has_to_be() -> None:
    """An exception allows less than `step` more than needed, and nothing within the budget has one."""
    for found, (budget, exceptions, step) in zip(measured(), BUDGETS, strict=True):
        stale = {
            key: found.get(key)
            for key, allowed in exceptions.items()
            if allowed - max(found.get(key, 0), budget) >= step
        }
        needless = [key for key in exceptions if found.get(key, 0) <= budget]
        assert (stale, needless) == ({}, [])


def test_what_is_public_is_explained() -> None:
    for path in FILES:
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
    code = "import sys, ingest.build, ingest.readers.pdf.ocr, ingest.sandbox; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not heavy & set(loaded)


def test_commands_on_a_library_load_no_server_queue_client_of_a_server_or_dictionary() -> None:
    """Each would be a twentieth to a fifth of what every command imports."""
    heavy = {"starlette", "procrastinate", "psycopg", "httpx2", "chromadb", "llama_index", "wordfreq"}
    code = "import sys, kb.answer.extract, kb.library, kb.output.api_json, web.links; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not heavy & set(loaded)


# -- access -----------------------------------------------------------------------------------------------------------


def test_only_the_scope_decides_what_a_reader_may_see() -> None:
    for path in FILES:
        if name(path) not in VISIBILITY_KNOWN_TO:
            assert "kb.store.visibility" not in imports(path)
        if name(path) not in VISIBLE_DOCUMENTS_MADE_BY:
            assert "VisibleDocument(" not in path.read_text()


# -- tests ------------------------------------------------------------------------------------------------------------

TESTS = sorted((ROOT / "tests").rglob("*.py"))
TESTED = 0.8  # lines of tests for each line of code, without blank ones


def imported_modules(path: Path) -> set[str]:
    """The modules that a file imports, those of `from package import module` among them."""
    froms = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)]
    return imports(path) | {f"{node.module}.{alias.name}" for node in froms for alias in node.names}


def test_every_module_of_kb_is_imported_by_a_test_of_its_own_room() -> None:
    untested = []
    for path in (ROOT / "kb").rglob("[!_]*.py"):
        if "migrations" in path.parts:  # run, and tested, by kb/store/sql/schema.py
            continue
        tests = (ROOT / "tests" / path.relative_to(ROOT).parent).glob("test_*.py")
        module = name(path).removesuffix(".py").replace("/", ".")
        if not any(module in imported_modules(test) for test in tests):
            untested.append(module)
    assert sorted(untested) == []


def test_tests_are_as_long_as_most_of_the_code() -> None:
    code, tests = (
        sum(bool(line.strip()) for path in paths for line in path.read_text().splitlines()) for paths in (FILES, TESTS)
    )
    assert tests >= TESTED * code, f"{tests} lines of tests for {code} lines of code"


def test_no_test_patches_anything_for_all_others() -> None:
    """A fixture that every test uses may clear the environment, but sets no attribute of a module."""
    for path in TESTS:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and any("autouse=True" in ast.unparse(d) for d in node.decorator_list):
                assert "setattr" not in ast.unparse(node), f"{name(path)}:{node.name}"


# -- what is committed ------------------------------------------------------------------------------------------------

TOP_LEVEL = {
    ".ci", ".dockerignore", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "Dockerfile", "LICENSE", "NOTICE", "Makefile", "README.md", "SECURITY.md",
    "bench", "corpora", "docker-compose.yml", "docs", "ingest", "kb", "pyproject.toml", "requirements-dev.lock",
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
