"""A folder with one file of each format and a broken one of each: what can be read is, the others are named."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from typer.testing import CliRunner

from corpus import Corpus
from pipeline.cli import app
from pipeline.parse import ocr
from tests.pipeline.office_files import docx, odt, par, xlsx, zipped
from tests.pipeline.test_containers import warc

PDFS = Path(__file__).parent / "pdf"
SENTENCE = "Quyết định số 12/QĐ-UBND ngày 05/6/2020 của Ủy ban nhân dân tỉnh về nông thôn mới."
PAGE = f"<!DOCTYPE html><html><head><title>Tin</title></head><body><p>{SENTENCE}</p></body></html>"
SHEET: list[list[object]] = [["TT", "Xã", "Điểm"], [1, "Xã An", 15]]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (shutil.which("soffice") and ocr.available()),
        reason="LibreOffice and the extra `ocr` are not both installed",
    ),
]


def converted(folder: Path, name: str, data: bytes, target: str) -> bytes:
    """Return an office file as LibreOffice writes it in another format."""
    (folder / name).write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", target, "--outdir", str(folder), str(folder / name)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return (folder / name).with_suffix(f".{target}").read_bytes()


def scan() -> bytes:
    """Return a page as a scanner gives it."""
    document = pypdfium2.PdfDocument((PDFS / "decision.pdf").read_bytes())
    buffer = io.BytesIO()
    picture: Image.Image = document[0].render(scale=200 / 72).to_pil()
    picture.convert("L").save(buffer, "TIFF", compression="tiff_lzw")
    return buffer.getvalue()


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """One file of each format of docs/reading.md."""
    folder = tmp_path_factory.mktemp("office")
    text = docx("".join(par(f"{number}. {SENTENCE}") for number in range(20)))
    return {
        "a.txt": SENTENCE.encode(),
        "a.md": f"# Kế hoạch\n\n{SENTENCE}".encode(),
        "a.html": PAGE.encode(),
        "a.pdf": (PDFS / "decision.pdf").read_bytes(),
        "a.tiff": scan(),
        "a.docx": docx(par(SENTENCE)),
        "a.doc": converted(folder, "x.docx", text, "doc"),
        "a.rtf": converted(folder, "y.docx", text, "rtf"),
        "a.odt": odt(f"<text:p>{SENTENCE}</text:p>"),
        "a.xls": converted(folder, "x.xlsx", xlsx(SHEET), "xls"),
        "a.xlsx": xlsx(SHEET),
        "a.ods": converted(folder, "y.xlsx", xlsx(SHEET), "ods"),
        "a.zip": zipped({"b.txt": f"{SENTENCE} Lần 2.", "c.docx": docx(par(f"{SENTENCE} Lần 3."))}),
        "a.warc.gz": warc(("https://example.gov.vn/a", f"{SENTENCE} Lần 4.")),
        "a.wacz": zipped(
            {"datapackage.json": "{}", "archive/a.warc.gz": warc(("https://example.gov.vn/b", f"{SENTENCE} Lần 5."))}
        ),
    }


def broken(good: dict[str, bytes]) -> dict[str, bytes]:
    """One file of each format that breaks off, or holds nothing of what its name says."""
    cut = {name: data[: len(data) // 2] for name, data in good.items()}
    cut |= {
        "a.txt": bytes(range(256)) * 8,
        "a.md": b"\x00\x01\x02\x03" * 200,
        "a.html": b"<html><body>" + b"<div>" * 5000,
        "a.pdf": good["a.pdf"][:2000],
        "a.rtf": b"{\\rtf1" + b"{" * 5000,
        "a.warc.gz": good["a.warc.gz"][:40],
    }
    return {name.replace("a.", "broken.", 1): data for name, data in cut.items()}


def test_all_good_files_are_read_and_each_bad_one_is_named(good: dict[str, bytes], tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    bad = broken(good)
    for name, data in {**good, **bad}.items():
        (folder / name).write_bytes(data)
    arguments = ["ingest", str(folder), "--corpus", str(tmp_path / "c"), "--format", "jsonl"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 1
    named = set(re.findall(r"rejected: in/(broken\.[a-z.]+)(?:!/\S+)?: [a-z_]+: \S", result.stderr))
    assert named == set(bad)
    assert "in/a." not in result.stderr, "no good file is named"
    report = json.loads(result.stdout)
    assert report["read"] == len(good) + 1, "the ZIP holds two"
    read = set(Corpus.open(tmp_path / "c").table("documents")["source"].to_pylist())
    archives = {"in/a.zip!/b.txt", "in/a.zip!/c.docx", "https://example.gov.vn/a", "https://example.gov.vn/b"}
    assert read == {f"in/{name}" for name in good if not name.endswith(("zip", "gz", "wacz"))} | archives
