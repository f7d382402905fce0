"""Draw the screens for docs/screenshots: `python -m tests.screenshots` (needs Debian's chromium).

The corpus is the sample and a PDF that the browser prints; each image has at most 192 colours, so that it stays small.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from corpus import Corpus, CorpusDocument, index
from pipeline.ingest import ingest
from tests.corpus import served
from tests.corpus.browsing import ARGUMENTS, CHROMIUM, serving

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
# A decision in the usual layout, printed by the browser: what a PDF of today looks like.
DECISION = """<meta charset="utf-8"><style>body { font: 14pt/1.5 "Liberation Serif", serif; margin: 0 }
td { text-align: center; width: 50% } .c { text-align: center; font-weight: bold } p { text-indent: 1cm }</style>
<table style="width: 100%"><tr><td>ỦY BAN NHÂN DÂN<br><b>TỈNH QUẢNG BÌNH</b></td>
<td><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc</b></td></tr>
<tr><td>Số: 1502/QĐ-UBND</td><td><i>Quảng Bình, ngày 20 tháng 6 năm 2023</i></td></tr></table>
<div class="c"><br>QUYẾT ĐỊNH<br>Về việc công nhận xã đạt chuẩn nông thôn mới năm 2023</div>
<div class="c"><br>CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH QUẢNG BÌNH</div>
<p><i>Căn cứ Quyết định số 318/QĐ-TTg ngày 08/3/2022 của Thủ tướng Chính phủ;</i></p>
<p><i>Căn cứ Kế hoạch số 286/KH-UBND ngày 20/02/2023 của Ủy ban nhân dân tỉnh,</i></p><div class="c">QUYẾT ĐỊNH:</div>
<p><b>Điều 1.</b> Công nhận 04 xã đạt chuẩn nông thôn mới năm 2023 của các huyện Quảng Ninh, Lệ Thủy và Bố Trạch.
Đến nay toàn tỉnh có 92/128 xã đạt chuẩn nông thôn mới, trong đó 23 xã đạt chuẩn nông thôn mới nâng cao.</p>
<p><b>Điều 2.</b> Quyết định này có hiệu lực kể từ ngày ký.</p>"""
WIDE, NARROW = (1366, 900), (390, 844)


def screens(pdf: CorpusDocument) -> dict[str, tuple[str, tuple[int, int], str]]:
    """Return address, size and scheme by name."""
    document = served.DOCUMENT
    start = pdf.text.index("92/128")
    mark = next(f"{row['start']}-{row['end']}" for row in pdf.rows("criteria") if row["start"] == start)
    return {
        "home": ("/", WIDE, "light"),
        "home-phone": ("/", NARROW, "light"),
        "search": ("/search?q=xã đạt chuẩn nông thôn mới", WIDE, "light"),
        "search-phone-dark": ("/search?q=318/QD-TTg", NARROW, "dark"),
        "document": (f"/documents/{document}?mark=838-871#s838-871", WIDE, "light"),
        "document-dark": (f"/documents/{document}?tab=figures#s423-434", WIDE, "dark"),
        "document-phone": (f"/documents/{document}?mark=838-871#s838-871", NARROW, "light"),
        "original": (f"/documents/{pdf.doc_id}?tab=original&mark={mark}#s{mark}", WIDE, "light"),
        "decision": ("/decisions/318/QĐ-TTg?lang=en", WIDE, "light"),
        "place": ("/places/44", WIDE, "light"),
        "findings": ("/findings?lang=en", WIDE, "light"),
        "table": ("/tables/citations", WIDE, "light"),
    }


def main() -> None:
    """Draw all screens."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        corpus = served.make(Path(folder), is_hostile=False)
        printed = browser.new_page()
        printed.set_content(DECISION)
        margin = dict.fromkeys(("top", "right", "bottom", "left"), "22mm")
        printed.pdf(path=Path(folder) / "quyet-dinh-1502.pdf", format="A4", margin=margin)
        ingest([Path(folder) / "quyet-dinh-1502.pdf"], corpus, jobs=1)
        index.update(corpus)
        opened = Corpus.open(corpus)
        ids = opened.table("documents", ["doc_id", "source"]).to_pylist()
        pdf = opened.document(next(row["doc_id"] for row in ids if row["source"].endswith("1502.pdf")))
        with serving(corpus) as base:
            for name, (address, (width, height), scheme) in screens(pdf).items():
                page = browser.new_page(
                    base_url=base,
                    locale="vi-VN",
                    color_scheme="dark" if scheme == "dark" else "light",
                    viewport={"width": width, "height": height},
                )
                page.goto(address)
                page.wait_for_load_state("networkidle")
                image = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(192, dither=Image.Dither.NONE)
                image.save(FOLDER / f"{name}.png", optimize=True)
                page.close()
        browser.close()


if __name__ == "__main__":
    main()
