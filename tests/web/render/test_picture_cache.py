"""Pictures of pages on disk: rendered once, bounded, the least recently used deleted first."""

import os
from functools import partial
from pathlib import Path

import pytest

from web.render.picture_cache import CHECKSUM_BYTES, PictureCache


def never() -> bytes:
    raise AssertionError("the picture is in the cache")


def test_the_cache_is_bounded_and_keeps_what_is_used(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path / "pictures", max_bytes=1000)
    made: list[str] = []

    def make(key: str) -> bytes:
        made.append(key)
        return b"x" * 300

    for key in ("a", "b", "a", "c", "a", "d"):
        cache.get(key, partial(make, key))
    assert sum(p.stat().st_size for p in (tmp_path / "pictures").iterdir()) <= 1000
    for key in ("a", "d"):
        cache.get(key, never)
    assert made == ["a", "b", "c", "d"]


def test_pictures_that_others_delete_or_replace_take_no_room(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path, max_bytes=1000)
    for key in ("a", "b"):
        cache.get(key, lambda: b"x" * 300)
        (tmp_path / key).unlink()
    cache.get("c", lambda: b"x" * 300)
    for _ in range(2):
        (tmp_path / "c").write_bytes(b"damaged")
        cache.get("c", lambda: b"x" * 300)
    (tmp_path / "renamed meanwhile").symlink_to(tmp_path / "nowhere")
    for key in ("d", "e"):
        cache.get(key, lambda: b"x" * 300)
    for key in ("c", "d", "e"):
        cache.get(key, never)


def test_a_picture_is_rendered_once_also_for_the_next_server(tmp_path: Path) -> None:
    assert PictureCache(tmp_path).get("a", lambda: b"one") == b"one"
    assert PictureCache(tmp_path).get("a", never) == b"one"


def test_pictures_of_an_earlier_server_count(tmp_path: Path) -> None:
    for at, key in enumerate(("old", "older", "oldest")):
        PictureCache(tmp_path).get(key, lambda: b"x" * 300)
        os.utime(tmp_path / key, (1000 - at, 1000 - at))
    PictureCache(tmp_path, max_bytes=1000).get("new", lambda: b"x" * 300)
    assert {path.name for path in tmp_path.iterdir()} == {"new", "old"}


def test_a_picture_that_cannot_be_rendered_leaves_nothing_behind(tmp_path: Path) -> None:
    def broken() -> bytes:
        raise ValueError("no such page")

    cache = PictureCache(tmp_path)
    with pytest.raises(ValueError, match="no such page"):
        cache.get("a", broken)
    assert list(tmp_path.iterdir()) == [] and cache.get("a", lambda: b"one") == b"one"


def test_a_deleted_picture_is_rendered_again(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path)
    cache.get("a", lambda: b"one")
    (tmp_path / "a").unlink()
    assert cache.get("a", lambda: b"two") == b"two"


@pytest.mark.parametrize("damage", [b"", b"on", b"onx?????", b"one"])
def test_a_picture_that_was_changed_on_disk_is_rendered_again(tmp_path: Path, damage: bytes) -> None:
    cache = PictureCache(tmp_path)
    cache.get("a", lambda: b"one")
    (tmp_path / "a").write_bytes(damage)
    assert cache.find("a") is None
    assert cache.get("a", lambda: b"two") == b"two" and cache.get("a", never) == b"two"
    found = cache.find("a")
    assert found is not None and found.read_bytes()[:-CHECKSUM_BYTES] == b"two"
