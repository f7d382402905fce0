"""Two texts of the same density of citations: Vietnamese for our extractors, English for eyecite.

They are composed, so that both hold the same number of citations per kB and nothing else decides; the sentences
between are of the kind that stands between citations.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from benchmarks.texts import DOCUMENT, Texts

DENSITIES = (0.5, 1.5, 5.0)
"""Citations per kB of UTF-8: as reports, as the annotated documents and as lists of legal bases have them."""

_BASES = (
    "Căn cứ {type} số {number}/{year}/{code}-{symbol} ngày {day}/{month:02}/{year} của {issuer}, rà soát hồ sơ.",
    "Theo {type} số {number}/{year}/{code}-{symbol} ngày {day} tháng {month} năm {year} do {issuer} ban hành.",
    "{type} số {number}/{code}-{symbol} ngày {day}/{month}/{year} giao các đơn vị báo cáo kết quả trước kỳ họp.",
)
_TYPES = (
    ("Nghị định", "NĐ", "CP", "Chính phủ"),
    ("Quyết định", "QĐ", "TTg", "Thủ tướng Chính phủ"),
    ("Thông tư", "TT", "BTC", "Bộ Tài chính"),
    ("Thông tư", "TT", "BXD", "Bộ Xây dựng"),
    ("Chỉ thị", "CT", "TTg", "Thủ tướng Chính phủ"),
)
_BETWEEN = (
    "Các đơn vị liên quan tổng hợp vướng mắc trong quá trình thực hiện và gửi về cơ quan đầu mối để xử lý.",
    "Hồ sơ được tiếp nhận tại bộ phận một cửa, kiểm tra thành phần và trả kết quả đúng thời hạn đã hẹn.",
    "Người đứng đầu cơ quan chịu trách nhiệm về tính chính xác của số liệu và tiến độ của nhiệm vụ được giao.",
    "Trường hợp phát sinh khó khăn, đơn vị kịp thời phản ánh để được hướng dẫn, tháo gỡ theo thẩm quyền.",
    "Công tác tuyên truyền được triển khai bằng nhiều hình thức, phù hợp với điều kiện của từng địa bàn dân cư.",
)
_CASES = (
    "In {a} v. {b}, {volume} U.S. {page}, {pin} ({year}), the Court held that the statute did not reach such conduct.",
    "The panel followed {a} v. {b}, {volume} F.3d {page}, {pin} (9th Cir. {year}), and reversed the order below.",
    "That reading accords with {volume} F. Supp. 2d {page}, {pin} (S.D.N.Y. {year}), which neither party disputes.",
    "The claim arises under {title} U.S.C. § {page}, and the agency has said no more than the words themselves.",
)
_PROSE = (
    "The record shows that the parties exchanged drafts for several months before either of them signed anything.",
    "A reviewing body owes some deference to findings of fact, yet none to conclusions that the law alone supplies.",
    "Counsel for the respondent conceded at argument that the notice had been mailed after the period had run.",
    "We need not decide whether a different showing would suffice, because no such showing was attempted here.",
    "The remaining contentions were not raised below and are therefore not properly before this panel today.",
)
_PARTIES = ("Alder", "Brandt", "Calloway", "Dorsey", "Ellison", "Farrow", "Garland", "Holloway", "Ives", "Jessup")


def vietnamese(per_kb: float, megabytes: float) -> Texts:
    """Return Vietnamese documents with so many citations per kB."""
    draw = random.Random(7)

    def cite() -> str:
        kind, code, symbol, issuer = draw.choice(_TYPES)
        when = {"day": draw.randint(1, 28), "month": draw.randint(1, 12), "year": draw.randint(2005, 2024)}
        pattern = draw.choice(_BASES)
        return pattern.format(type=kind, code=code, symbol=symbol, issuer=issuer, number=draw.randint(1, 180), **when)

    return Texts(f"vi, {per_kb:g}/kB", _documents(cite, _BETWEEN, per_kb, megabytes, draw))


def english(per_kb: float, megabytes: float) -> Texts:
    """Return English documents with so many citations of United States law per kB."""
    draw = random.Random(7)

    def cite() -> str:
        a, b = draw.sample(_PARTIES, 2)
        page = draw.randint(1, 1400)
        where = {"volume": draw.randint(1, 560), "page": page, "pin": page + 3, "title": draw.randint(1, 50)}
        return draw.choice(_CASES).format(a=a, b=b, year=draw.randint(1990, 2009), **where)

    return Texts(f"en, {per_kb:g}/kB", _documents(cite, _PROSE, per_kb, megabytes, draw))


def _documents(
    cite: Callable[[], str], between: tuple[str, ...], per_kb: float, megabytes: float, draw: random.Random
) -> list[str]:
    """Documents in which a citation stands wherever there are fewer than asked for so far."""
    documents: list[str] = []
    size = cited = 0
    while size < megabytes * 1e6:
        lines: list[str] = []
        length = 0
        while length < DOCUMENT:
            due = cited < per_kb * size / 1000
            line = cite() if due else draw.choice(between)
            cited += due
            lines.append(line)
            length += len(line) + 1
            size += len(line.encode()) + 1
        documents.append("\n".join(lines))
    return documents
