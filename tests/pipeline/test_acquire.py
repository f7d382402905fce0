from __future__ import annotations

import hashlib
import os
from collections import Counter
from pathlib import Path

import pytest

from pipeline import acquire
from pipeline.acquire import Input, WrongUse
from pipeline.refusals import AcquireError
from schemas import layout


def write(path: Path, data: bytes = b"x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def sources(*arguments: Path | str, **options: bool) -> list[str]:
    return [item.source for item in acquire.walk([str(argument) for argument in arguments], **options)]


def test_sources_are_relative_to_the_folder_and_sorted(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/y/x.html", "c/1.txt"):
        write(tmp_path / "seeds" / name)
    expected = ["seeds/a/y/x.html", "seeds/a/z.txt", "seeds/b.txt", "seeds/c/1.txt"]
    assert sources(tmp_path / "seeds") == expected
    assert sources(f"{tmp_path}/seeds/") == expected
    assert sources(f"{tmp_path}/seeds/a/..") == expected


def test_source_of_a_file_is_its_name(tmp_path: Path) -> None:
    assert sources(write(tmp_path / "one" / "a.txt")) == ["a.txt"]


def test_the_working_folder_has_its_own_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "here" / "a.txt")
    monkeypatch.chdir(tmp_path / "here")
    assert sources(".") == ["here/a.txt"]
    assert sources("a.txt") == ["a.txt"]


def test_as_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "in" / "a.txt")
    monkeypatch.chdir(tmp_path)
    assert sources("in/a.txt", "in/", as_given=True) == ["in/a.txt", "in/a.txt"]


def test_what_is_no_document_is_skipped_and_counted(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for name in ("a.txt", ".hidden.txt", "~$a.docx", ".git/config", "logo.PNG", "README.md", "data.csv", "no-suffix"):
        write(folder / name)
    outside = write(tmp_path / "outside" / "secret.txt")
    (folder / "link.txt").symlink_to(outside)
    (folder / "linked").symlink_to(outside.parent)
    os.mkfifo(folder / "pipe.txt")
    write(folder / "old-corpus" / "tables" / "documents" / "bucket=00" / "part.parquet")
    skipped: Counter[str] = Counter()
    found = [item.source for item in acquire.walk([str(folder)], skipped)]
    assert found == ["in/a.txt", "in/no-suffix"]
    assert skipped == {"hidden": 3, "no document": 3, "symbolic link": 2, "special file": 1, "corpus": 1}


def test_a_named_file_is_never_skipped(tmp_path: Path) -> None:
    path = write(tmp_path / ".notes.csv")
    link = tmp_path / "link.txt"
    link.symlink_to(path)
    assert sources(path, link) == [".notes.csv", "link.txt"]
    assert [acquire.fetch(item) for item in acquire.walk([str(link)])] == [b"x"]


def test_names_are_nfc_and_valid_text(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path / "in")
    os.mkdir(folder)
    for name in ("Quye\u0302\u0301t.txt".encode(), b"k\xe9.txt"):
        with open(os.path.join(folder, name), "wb"):
            pass
    assert sorted(sources(tmp_path / "in")) == ["in/Quyết.txt", "in/k\\xe9.txt"]
    assert [acquire.fetch(item) for item in acquire.walk([str(tmp_path / "in")])] == [b"", b""]


def test_a_deep_tree(tmp_path: Path) -> None:
    """Deeper than a system opens by one name: a reject, no crash."""
    top = os.getcwd()
    try:
        os.chdir(tmp_path)
        for _ in range(30):
            os.mkdir("d" * 200)
            os.chdir("d" * 200)
    finally:
        os.chdir(top)
    (item,) = acquire.walk([str(tmp_path)])
    with pytest.raises(AcquireError, match="too long"):
        acquire.fetch(item)


@pytest.mark.parametrize("argument", ["https://congbao.chinhphu.vn/a", "no/such/file", "/dev/null", "a\0b"])
def test_wrong_arguments(argument: str) -> None:
    with pytest.raises(WrongUse, match=r"."):
        acquire.check([argument])


def test_fetch_never_follows_a_link_or_waits_for_a_pipe(tmp_path: Path) -> None:
    link, pipe = tmp_path / "link", tmp_path / "pipe"
    link.symlink_to(write(tmp_path / "a.txt"))
    os.mkfifo(pipe)
    for path in (link, pipe, tmp_path, tmp_path / "gone"):
        with pytest.raises(AcquireError) as caught:
            acquire.fetch(Input("x", str(path)))
        assert caught.value.reason == "unreadable"


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acquire, "MAX_BYTES", 10)
    assert acquire.fetch(Input("a", str(write(tmp_path / "a", b"x" * 10)))) == b"x" * 10
    with pytest.raises(AcquireError) as caught:
        acquire.fetch(Input("b", str(write(tmp_path / "b", b"x" * 11))))
    assert caught.value.reason == "too_large"


def test_bytes_are_kept_once_and_mended(tmp_path: Path) -> None:
    (tmp_path / layout.STAGING_DIR).mkdir()
    sha256 = acquire.keep(tmp_path, b"bytes")
    path = layout.raw(tmp_path, sha256)
    assert sha256 == hashlib.sha256(b"bytes").hexdigest()
    assert path == tmp_path / "raw" / sha256[:2] / sha256
    before = path.stat().st_mtime_ns
    acquire.keep(tmp_path, b"bytes")
    assert path.stat().st_mtime_ns == before
    path.write_bytes(b"")  # as a power cut may leave it
    acquire.keep(tmp_path, b"bytes")
    assert path.read_bytes() == b"bytes"
    assert not list((tmp_path / layout.STAGING_DIR).iterdir())
