"""The files of a record: from direct links, DSpace's REST interface, or links on the landing page."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import httpx2

from ingest.harvest.safe_http import parts_of
from ingest.readers.encoding import decode
from ingest.readers.markup.page import soup_of
from ingest.readers.office.old_formats import OLD_FORMATS
from ingest.readers.registry import READERS
from kb.errors import HarvestError
from kb.files import text_digest, write_aside

_MAX_PAGE = 4 * 1024 * 1024
_MAX_FILES = 20  # per record
_SUFFIXES = {*READERS, *OLD_FORMATS, ".zip"} - {".html", ".htm", ".json", ".csv"}
_BY_TYPE = {
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/epub+zip": ".epub",
    "application/zip": ".zip",
}
_DSPACE_ITEM = re.compile(r"/(?:items|entities/\w+)/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_HANDLE = re.compile(r"/handle/([\w.]+/[\w.\-]+)")


def find_files(client: httpx2.Client, links: Iterable[str]) -> list[str]:
    """Addresses of the files behind a record's links, each once. Raises HarvestError if every link fails."""
    found: dict[str, None] = {}
    problems: list[str] = []
    for link in links:
        try:
            found.update(dict.fromkeys(_files_at(client, link)))
        except (httpx2.HTTPError, httpx2.InvalidURL, HarvestError) as error:
            problems.append(f"{link}: {error}")
        except (ValueError, KeyError, TypeError, AttributeError) as error:  # JSON or an address of another shape
            problems.append(f"{link}: its answer isn't understood ({type(error).__name__}: {error})")
    if problems and not found:
        raise HarvestError("; ".join(problems))
    return list(found)[:_MAX_FILES]


def _files_at(client: httpx2.Client, link: str) -> Iterator[str]:
    if _suffix(link) in _SUFFIXES:
        yield link
        return
    with client.stream("GET", link) as response:
        response.raise_for_status()
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind in _BY_TYPE:
            yield link
            return
        page, address = b"".join(parts_of(response, _MAX_PAGE)), str(response.url)
    files = list(_from_dspace(client, address))
    yield from files or _from_page(page, address)


def _suffix(address: str) -> str:
    return Path(unquote(urlsplit(address).path)).suffix.lower()


def _from_page(page: bytes, address: str) -> Iterator[str]:
    """The PDFs that a landing page states for Google Scholar (`citation_pdf_url`), else its links to documents."""
    soup = soup_of(decode(page, markup=True))
    stated = [tag.get("content") for tag in soup.find_all("meta", attrs={"name": "citation_pdf_url"})]
    linked = [
        tag.get("href")
        for tag in soup.find_all("a", href=True)
        if re.search(r"/bitstreams?/|/retrieve/", str(tag.get("href"))) or _suffix(str(tag.get("href"))) in _SUFFIXES
    ]
    for href in stated or linked:
        if href and urlsplit(target := urljoin(address, str(href))).scheme in ("http", "https"):
            yield target


def _from_dspace(client: httpx2.Client, address: str) -> Iterator[str]:
    """The original files of an item from DSpace's REST interface (version 7 and later); none for other software."""
    origin = "{0.scheme}://{0.netloc}/server/api".format(urlsplit(address))
    if item := _DSPACE_ITEM.search(address):
        start = f"{origin}/core/items/{item[1]}"
    elif handle := _HANDLE.search(address):
        start = f"{origin}/pid/find?id={handle[1]}"
    else:
        return
    bundles = _json(client, _json(client, start).get("_links", {}).get("bundles", {}).get("href"))
    for bundle in bundles.get("_embedded", {}).get("bundles", []):
        if bundle.get("name") == "ORIGINAL":
            listed = _json(client, bundle.get("_links", {}).get("bitstreams", {}).get("href"))
            for bitstream in listed.get("_embedded", {}).get("bitstreams", []):
                if _suffix(f"/{bitstream.get('name', '')}") in _SUFFIXES:
                    yield f"{bitstream['_links']['content']['href']}#{bitstream['name']}"


def _json(client: httpx2.Client, address: Any) -> dict[str, Any]:
    if not address:
        return {}
    with client.stream("GET", str(address)) as response:
        if response.status_code != 200 or "json" not in response.headers.get("content-type", ""):
            return {}
        found = httpx2.Response(200, content=b"".join(parts_of(response, _MAX_PAGE))).json()
    return found if isinstance(found, dict) else {}


def download(client: httpx2.Client, address: str, folder: Path, max_bytes: int, names: dict[str, str]) -> Path:
    """Download a file into `folder` under a safe name. Raises HarvestError, also for a file that isn't a document.

    `names` are those of the record's files by address: a file keeps its name, and no two have the same. A new one is added.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with client.stream("GET", address.partition("#")[0]) as response:
            if response.status_code in (401, 403):
                raise HarvestError(f"{address} requires signing in (status {response.status_code})")
            response.raise_for_status()
            target = folder / _own_name(address, _name(address, response), names)
            with write_aside(target) as aside, aside.open("wb") as file:
                size = 0
                for part in parts_of(response, max_bytes, " (POLIKB_HARVEST_MAX_MB)"):
                    if not size:
                        _reject_web_page(address, target.name, part)
                    size += len(part)
                    file.write(part)
                if not size:
                    raise HarvestError(f"{address} is empty")
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        raise HarvestError(f"{address} can't be fetched: {error}") from error
    except OSError as error:
        raise HarvestError(f"{address} can't be stored: {error.strerror or error}") from error
    names[address] = target.name
    return target


def _own_name(address: str, name: str, names: Mapping[str, str]) -> str:
    """The name of the file at `address`, or a new one that is unique in the record: cleaned names may be equal."""
    known = names.get(address, "")
    if Path(known).suffix == Path(name).suffix:
        return known
    taken = {_plain(other) for place, other in names.items() if place != address}
    if _plain(name) not in taken:
        return name
    return f"{Path(name).stem}-{text_digest(address)[:12]}{Path(name).suffix}"


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _name(address: str, response: httpx2.Response) -> str:
    """A file name of letters, digits, underscores and hyphens, with the extension of the format."""
    stated = re.search(r"filename\*?=(?:UTF-8'')?\"?([^\";]+)", response.headers.get("content-disposition", ""))
    fragment = urlsplit(address).fragment
    name = unquote(fragment or (stated[1] if stated else Path(urlsplit(address).path).name))
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    suffix = Path(name).suffix.lower()
    suffix = suffix if suffix in _SUFFIXES else _BY_TYPE.get(kind, "")
    if not suffix:
        raise HarvestError(f"{address} is {kind or 'of no stated type'}, a format that can't be read")
    stem = re.sub(r"[^\w\-]+", "-", Path(name).stem).strip("-")[:80] or "file"
    return f"{stem}{suffix}"


def _reject_web_page(address: str, name: str, start: bytes) -> None:
    """Raise HarvestError if a web page, such as a login form, is sent instead of a file."""
    if re.match(rb"\s*(?:<!doctype html|<html|<\?xml[^>]*\?>\s*<!doctype html)", start[:512], re.I):
        raise HarvestError(f"{address} is a web page (a login?), not the file {name}")
