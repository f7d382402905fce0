"""``python -m benchmarks.web``: the web page over a large corpus: time, size and first paint of each screen.

The documents are composed: decisions, plans, reports and dispatches of provinces and communes of their day, which
cite one another and a few decisions that everybody cites. They go through the real reader, the tables and the index;
so that a hundred thousand do not take hours to read, each is then there several times, as if five portals had it.
The server is `vanban serve` in a process of its own; the browser is Debian's chromium.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import hashlib
import os
import random
import statistics
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus import Corpus, index
from pipeline.evaluate import render
from pipeline.ingest import ingest
from schemas import facts, layout
from schemas.facts import Unit
from schemas.tables import READ_TABLES

CHROMIUM = "/usr/bin/chromium"

Row = dict[str, Any]

_KINDS = (
    ("QĐ-UBND", "Quyết định", "Về việc phê duyệt kết quả thực hiện"),
    ("KH-UBND", "Kế hoạch", "Thực hiện"),
    ("BC-UBND", "Báo cáo", "Kết quả thực hiện"),
    ("UBND-KT", "Công văn", "V/v đôn đốc thực hiện"),
)
_TASKS = (
    "Chương trình xây dựng nông thôn mới", "kế hoạch phát triển chợ nông thôn", "chỉ tiêu cấp nước sạch tập trung",
    "đề án mỗi xã một sản phẩm", "kế hoạch cứng hóa đường thôn", "công tác giảm nghèo bền vững",
    "kế hoạch chuyển đổi số ở cấp xã", "kế hoạch bảo vệ môi trường nông thôn",
)  # fmt: skip
_ADVICE = (
    "Các phòng chuyên môn kiểm tra hồ sơ trước khi trình, bảo đảm số liệu khớp với biểu kèm theo.",
    "Kinh phí bố trí từ ngân sách địa phương và vốn lồng ghép các chương trình; không để nợ đọng xây dựng cơ bản.",
    "Công khai kết quả tại trụ sở và nhà văn hóa thôn để Nhân dân theo dõi, góp ý.",
    "Đơn vị chậm báo cáo phải giải trình bằng văn bản và chịu trách nhiệm về số liệu của mình.",
    "Trong quá trình thực hiện nếu có vướng mắc, kịp thời phản ánh để được hướng dẫn.",
)


# ---- documents


@dataclass(frozen=True, slots=True)
class _Citable:
    """What others cite a composed document by."""

    kind: str
    number: str
    day: str
    issuer: str

    def __str__(self) -> str:
        return f"{self.kind} số {self.number} ngày {self.day} của {self.issuer}"


_SHARED = (
    _Citable("Quyết định", "263/QĐ-TTg", "22/02/2022", "Thủ tướng Chính phủ"),
    _Citable("Quyết định", "318/QĐ-TTg", "08/3/2022", "Thủ tướng Chính phủ"),
    _Citable("Quyết định", "1980/QĐ-TTg", "17/10/2016", "Thủ tướng Chính phủ"),
    _Citable("Nghị định", "27/2022/NĐ-CP", "19/4/2022", "Chính phủ"),
    _Citable("Quyết định", "925/QĐ-TTg", "02/8/2022", "Thủ tướng Chính phủ"),
)


def composed(count: int, draw: random.Random) -> Iterator[str]:
    """Yield the texts of composed documents."""
    provinces = {era: [unit for unit in facts.provinces() if era in unit.era.split("|")] for era in ("63", "34")}
    communes = {era: _communes(provinces[era]) for era in provinces}
    issued: list[_Citable] = []
    for at in range(count):
        day = dt.date(2019, 1, 2) + dt.timedelta(days=draw.randrange(2800))
        era = "34" if day >= dt.date(2025, 7, 1) else "63"
        province = draw.choice(provinces[era])
        code, kind, about = draw.choice(_KINDS)
        own = _Citable(kind, f"{at % 4000 + 1}/{code}", _printed(day), f"UBND {province.type} {province.name}")
        cited = [*draw.choices(_SHARED, (12, 8, 5, 2, 1), k=2), *(draw.choice(issued) for _ in range(4) if issued)]
        named = draw.sample(communes[era][province.code], 4)
        others = draw.sample(provinces[era], 2)
        yield _text(draw, day, own, f"{about} {draw.choice(_TASKS)} năm {day.year}", province, cited, named, others)
        issued.append(own)


def _communes(provinces: list[Unit]) -> dict[str, list[Unit]]:
    """Return the communes of provinces, before the reform of 2025 by way of their districts."""
    above = {unit.code: unit.parent for unit in facts.districts()}
    codes = {unit.code for unit in provinces}
    found: dict[str, list[Unit]] = {}
    for unit in facts.communes():
        code = above.get(unit.parent, unit.parent)
        if code in codes:
            found.setdefault(code, []).append(unit)
    return found


def _printed(day: dt.date) -> str:
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def _text(
    draw: random.Random,
    day: dt.date,
    own: _Citable,
    subject: str,
    province: Unit,
    cited: list[_Citable],
    named: list[Unit],
    others: list[Unit],
) -> str:
    communes = [f"{unit.type} {unit.name}" for unit in named]
    of = draw.randint(60, 240)
    met, advanced = draw.randint(of // 3, of), draw.randint(1, of // 4)
    share = f"{100 * met / of:.1f}".replace(".", ",")
    is_dispatch = own.kind == "Công văn"
    place = f"{province.name}, ngày {day.day:02d} tháng {day.month} năm {day.year}"
    title = f"Kính gửi: UBND các {communes[0]}, {communes[1]}" if is_dispatch else f"{own.kind.upper()}\n{subject}"
    advice = draw.sample(_ADVICE, 3)
    advised = "\n\n".join(f"{at}. {' '.join(draw.sample(_ADVICE, 2))}" for at in range(1, 13))
    return f"""ỦY BAN NHÂN DÂN
{province.type.upper()} {province.name.upper()}
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: {own.number}
{subject if is_dispatch else ""}
{place}

{title}

Căn cứ {cited[0]}; {cited[1]}.
{"".join(f"Thực hiện {other};{chr(10)}" for other in cited[2:4])}
I. KẾT QUẢ

1. Tính đến ngày {_printed(day)}, toàn {province.type} có {met}/{of} xã đạt chuẩn nông thôn mới ({share}%), \
trong đó {advanced} xã đạt chuẩn nông thôn mới nâng cao. {advice[0]}

2. Riêng {communes[0]} đạt {draw.randint(10, 19)}/19 tiêu chí; {communes[1]} và {communes[2]} hoàn thành tiêu chí \
số {draw.randint(1, 19)}. Vốn giải ngân {draw.randint(20, 900)},{draw.randint(1, 9)} tỷ đồng, đạt \
{draw.randint(40, 99)},{draw.randint(1, 9)}% kế hoạch. {advice[1]}

3. Kinh nghiệm của {", ".join(f"{unit.type} {unit.name}" for unit in others)} được trao đổi tại hội nghị theo \
{"; ".join(map(str, cited[4:])) or "kế hoạch năm"}.

II. NHIỆM VỤ

1. Phấn đấu đến năm {day.year + 1} có thêm {draw.randint(1, 9)} xã đạt chuẩn nông thôn mới; tỷ lệ hộ nghèo giảm \
còn {draw.randint(1, 9)},{draw.randint(0, 9)}%. {advice[2]}

2. UBND {communes[3]} báo cáo kết quả trước ngày 15/12/{day.year}.

III. TỔ CHỨC THỰC HIỆN

{advised}./.

Nơi nhận:
- Như trên;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

{draw.choice(("Nguyễn", "Trần", "Lê", "Phạm"))} {draw.choice(("Văn", "Hữu", "Thị"))} \
{draw.choice(("Bình", "Lĩnh", "Thủy", "Đức", "Khanh"))}
"""


def make(folder: Path, count: int, copies: int, jobs: int) -> Row:
    """Write composed documents as files, ingest and index them; return how long that took."""
    inputs, corpus = folder / "in", folder / "corpus"
    for at, text in enumerate(composed(count // copies, random.Random(count))):
        path = inputs / f"{at // 1000:03d}" / f"{at}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    started = time.perf_counter()
    ingest([inputs], corpus, jobs=jobs)
    read = time.perf_counter()
    multiply(corpus, copies)
    multiplied = time.perf_counter()
    index.update(corpus)
    ended = time.perf_counter()
    return {"documents": count, "ingest s": round(read - started), "index s": round(ended - multiplied)}


def multiply(corpus: Path, copies: int) -> None:
    """Write the rows of each document several times, each time under the id of other bytes."""
    shas = Corpus(corpus).table("documents", ["sha256"])["sha256"].to_pylist()
    for name in READ_TABLES:
        table = Corpus(corpus).table(name)
        pieces = [_renamed(table, {sha: _again(sha, at) for sha in shas}) for at in range(copies)]
        whole = pa.concat_tables(pieces)
        order = pc.sort_indices(whole["doc_id"])  # stable: the rows of a document stay in their order
        whole = whole.take(order)
        buckets = pa.array([layout.bucket(doc_id or "00") for doc_id in whole["doc_id"].to_pylist()])
        for bucket in pc.unique(buckets).to_pylist():
            rows = whole.filter(pc.equal(buckets, bucket))
            pq.write_table(rows, layout.part(corpus, name, bucket), compression="zstd", row_group_size=16_384)


def _again(sha256: str, at: int) -> str:
    return hashlib.sha256(f"{sha256} {at}".encode()).hexdigest() if at else sha256


def _renamed(table: pa.Table, shas: dict[str, str]) -> pa.Table:
    """Return the rows of documents under the ids of other bytes."""
    ids = {layout.doc_id(old): layout.doc_id(new) for old, new in shas.items()}
    columns = {name: table[name] for name in table.column_names}
    old = columns["doc_id"].to_pylist()
    columns["doc_id"] = [ids.get(value) for value in old]
    if "row_id" in columns:
        rows = zip(columns["doc_id"], columns["row_id"].to_pylist(), strict=True)
        columns["row_id"] = [f"{value}{row[16:]}" for value, row in rows]
    if "sha256" in columns:
        columns["sha256"] = [shas.get(value) for value in columns["sha256"].to_pylist()]
    return pa.table(columns, schema=table.schema)


# ---- the screens


def screens(corpus: Corpus) -> dict[str, str]:
    """Return an address for each screen, for the busiest of its kind where they differ."""
    columns = ["doc_id", "number_norm", "issuer"]
    first = corpus.table("documents", columns, limit=1).to_pylist()[0]
    doc, number, issuer = first["doc_id"], first["number_norm"], first["issuer"]
    quote = urllib.parse.quote
    return {
        "first page": "/",
        "search, three words": f"/search?q={quote('cứng hóa đường')}",
        "search, words of every document": f"/search?q={quote('xã đạt chuẩn nông thôn mới')}",
        "search, everything by date": "/search?sort=date",
        "search, a number": f"/search?q={quote(number)}",
        "search, filtered": f"/search?q={quote('giải ngân')}&year=2022&doc_type={quote('Báo cáo')}",
        "document": f"/documents/{doc}",
        "document, original": f"/documents/{doc}?tab=original",
        "document, cites": f"/documents/{doc}?tab=cites",
        "document, cited by": f"/documents/{doc}?tab=cited-by",
        "document, figures": f"/documents/{doc}?tab=figures",
        "document, versions": f"/documents/{doc}?tab=versions",
        "panel of a mark": f"/documents/{doc}/panel?tab=figures",
        "decision cited by most": f"/decisions/{quote('263/QĐ-TTg')}",
        "decision of a province": f"/decisions/{quote(number)}",
        "province": "/places/44",
        "province of today": "/places/24",
        "commune": "/places/07210",
        "issuer": f"/issuers/{quote(issuer)}",
        "all tables": "/tables",
        "table": "/tables/citations",
        "table, filtered": f"/tables/citations?number_norm={quote('263/QĐ-TTg')}",
        "table, sorted": "/tables/criteria?_desc=value",
        "table, last page that is shown": "/tables/places?_page=2000",
        "API": "/api",
    }


@contextlib.contextmanager
def served(corpus: Path) -> Iterator[tuple[str, int, float]]:
    """Serve a corpus; yield its address, the id of the process, and the seconds until its first answer."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "pipeline.cli", "serve", "--corpus", str(corpus), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr
            line = process.stderr.readline()
            base = line.partition(" at ")[2].split(" ")[0].rstrip("/")
            urllib.request.urlopen(f"{base}/").read()
            yield base, process.pid, time.perf_counter() - started
        finally:
            process.terminate()


def measure(corpus: Path, passes: int = 5, browse: bool = True) -> list[Row]:
    """Ask for each screen several times, in turns; return what the first and the median time of each was."""
    addresses = screens(Corpus.open(corpus))
    with served(corpus) as (base, process, startup):
        asked: dict[str, list[tuple[float, float, int]]] = {name: [] for name in addresses}
        for _ in range(passes):
            for name, address in addresses.items():
                asked[name].append(_ask(f"{base}{address}", process))
        painted = _painted(base, addresses, passes) if browse and os.path.exists(CHROMIUM) else {}
        memory, peak = (_megabytes(process, name) for name in ("VmRSS", "VmHWM"))
    rows = [
        {
            "screen": name,
            "first ms": round(times[0][0]),
            "ms": round(statistics.median(wall for wall, _, _ in times)),
            "processor ms": round(statistics.median(used for _, used, _ in times)),
            "kB": round(times[0][2] / 1000, 1),
            "first paint ms": round(painted[name]) if name in painted else None,
        }
        for name, times in asked.items()
    ]
    print(f"start-up {startup:.1f} s, memory {memory:.0f} MB, highest {peak:.0f} MB\n")
    return rows


def _ask(address: str, process: int) -> tuple[float, float, int]:
    """Return the milliseconds of one request, those of the server's processor, and the bytes that came."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip", "Accept-Language": "vi"})
    used, started = _processor(process), time.perf_counter()
    with urllib.request.urlopen(request) as answer:
        size = len(answer.read())
    return 1000 * (time.perf_counter() - started), 1000 * (_processor(process) - used), size


def _painted(base: str, addresses: dict[str, str], passes: int) -> dict[str, float]:
    """Return the median first contentful paint of each screen, in a browser that holds nothing of the site."""
    from playwright.sync_api import sync_playwright

    first: dict[str, list[float]] = {name: [] for name in addresses}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for _ in range(passes):
            for name, address in addresses.items():
                context = browser.new_context(viewport={"width": 1366, "height": 900}, locale="vi-VN")
                page = context.new_page()
                page.goto(f"{base}{address}")
                entry = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
                while (painted := page.evaluate(entry)) is None:  # asked again: the page's policy forbids to wait in it
                    time.sleep(0.02)
                first[name].append(painted)
                context.close()
        browser.close()
    return {name: statistics.median(times) for name, times in first.items()}


def _processor(process: int) -> float:
    """Return the seconds of processor time of a process so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _megabytes(process: int, name: str) -> float:
    """Return the memory of a process in 10^6 bytes: VmRSS now, VmHWM at its highest."""
    status = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line for line in status if line.startswith(name)).split()[1]) * 1024 / 1e6


def main(arguments: list[str] | None = None) -> int:
    """Make the corpus if it is not there, measure and print; returns 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.web", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the documents and their corpus lie or are made")
    parser.add_argument("--documents", type=int, default=100_000, help="how many to make (default 100000)")
    parser.add_argument("--copies", type=int, default=5, help="of each document so many (default 5)")
    parser.add_argument("--jobs", type=int, default=2, help="processes that read (default 2)")
    parser.add_argument("--passes", type=int, default=5, help="requests of each screen (default 5)")
    parser.add_argument("--no-browser", action="store_true", help="only the server")
    given = parser.parse_args(arguments)
    if not (given.folder / "corpus" / index.FOLDER).exists():
        print(render([make(given.folder, given.documents, given.copies, given.jobs)], "table"))
    print(render(measure(given.folder / "corpus", given.passes, not given.no_browser), "table"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
