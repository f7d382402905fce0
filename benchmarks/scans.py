"""Twenty pages that we composed, as pictures of paper: clean, and as an office's scanner leaves them.

What they say is that of the sample corpus and of the lists below; each page is drawn as a PDF whose words are known,
rendered at 200 dpi, and damaged in the way of real scans. Drawing needs reportlab and the fonts of Debian's
fonts-noto-core and fonts-dejavu.
"""

from __future__ import annotations

import io
import random
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter, ImageFont

SAMPLE = Path(__file__).resolve().parents[1] / "corpus" / "sample"
FONTS = Path("/usr/share/fonts/truetype")
FACES = (
    ("noto/NotoSerif-Regular", 11.5), ("dejavu/DejaVuSerif", 11.0), ("dejavu/DejaVuSerifCondensed", 12.5),
    ("noto/NotoSans-Regular", 11.0), ("dejavu/DejaVuSans", 10.5),
)  # fmt: skip
PAGES = 20
DPI = 200
WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT, INDENT, BOTTOM = 78.0, 540.0, 28.0, 790.0

_BODIES = (
    ("ỦY BAN NHÂN DÂN", "TỈNH QUẢNG BÌNH", "UBND", "Quảng Bình", ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH")),
    ("BỘ TÀI CHÍNH", "", "BTC", "Hà Nội", ("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG")),
    ("UBND TỈNH NGHỆ AN", "SỞ NÔNG NGHIỆP VÀ PTNT", "SNN&PTNT", "Nghệ An", ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")),
    ("HỘI ĐỒNG NHÂN DÂN", "HUYỆN CAN LỘC", "HĐND", "Can Lộc", ("CHỦ TỊCH",)),
    ("ỦY BAN NHÂN DÂN", "XÃ TRƯỜNG SƠN", "UBND", "Trường Sơn", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
)  # fmt: skip
_TYPES = (("QĐ", "QUYẾT ĐỊNH"), ("BC", "BÁO CÁO"), ("KH", "KẾ HOẠCH"), ("TB", "THÔNG BÁO"))
_TITLES = (
    "Phê duyệt kế hoạch rà soát các tiêu chí nông thôn mới", "Kết quả thực hiện chương trình xây dựng nông thôn mới",
    "Tổ chức kiểm tra hồ sơ đề nghị công nhận xã đạt chuẩn", "Kết luận cuộc họp giao ban công tác quý III",
)  # fmt: skip
_SIGNERS = ("Nguyễn Thị Quỳnh Hương", "Đặng Hữu Lượng", "Phạm Khắc Tuyển", "Trương Mỹ Uyên", "Vũ Đình Thường")
_COMMUNES = (
    "An Bình", "Hòa Lạc", "Đồng Tâm", "Kim Sơn", "Phú Thịnh", "Quỳnh Lưu", "Trường Thủy", "Vĩnh Ô", "Mỹ Đức",
    "Nghĩa Hưng", "Tượng Lĩnh", "Xuân Lộc", "Đại Hưởng", "Cẩm Nhượng", "Yên Khương", "Lũng Vân",
)  # fmt: skip
_HEADS = ("STT", "Tên xã", "Số tiêu chí", "Thu nhập", "Hộ nghèo", "Ghi chú")


@dataclass(frozen=True, slots=True)
class Scan:
    """One page: its name, what it says in reading order, and how it is drawn."""

    name: str
    truth: str
    pdf: bytes


def scans() -> Iterator[Scan]:
    """Yield the pages, the same each time."""
    paragraphs = list(_paragraphs())
    at = 0
    for i in range(PAGES):
        page = _Page(FACES[i % len(FACES)])
        body = _BODIES[i % len(_BODIES)]
        code, type_name = _TYPES[i % len(_TYPES)]
        day, month = 1 + (7 * i) % 28, 1 + (5 * i) % 12
        number = f"Số: {100 + 37 * i}/{code}-{body[2]}"
        place = f"{body[3]}, ngày {day:02} tháng {month:02} năm {2019 + i % 7}"
        top = page.columns(60, [*filter(None, body[:2]), number], [
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", place,
        ])  # fmt: skip
        top = page.centred(top + 12, [type_name, _TITLES[i % len(_TITLES)]])
        if i % 4 == 3:
            top = page.table(top + 10, _rows(i))
        while top + 8 * page.leading < BOTTOM - 110:
            top = page.paragraph(top + 4, paragraphs[at % len(paragraphs)], BOTTOM - 110)
            at += 1
        distribution = ["Nơi nhận:", "- Như trên;", "- Văn phòng Chính phủ (để b/c);", f"- Lưu: VT, TH{i % 9 + 1}."]
        page.columns(top + 14, distribution, [*body[4], "", _SIGNERS[i % len(_SIGNERS)]])
        yield Scan(f"{i + 1:02}", "\n".join(page.said), page.done())


def image(pdf: bytes) -> Image.Image:
    """Return the first page of a PDF as a picture of 200 dpi."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    picture: Image.Image = page.render(scale=DPI / 72).to_pil().convert("RGB")
    page.close()
    document.close()
    return picture


def degraded(picture: Image.Image, seed: int) -> Image.Image:
    """Return a picture as an old scanner leaves it: sealed, skewed, blurred, noisy, as a bad JPEG."""
    chance = random.Random(seed)
    noise = np.random.default_rng(seed)
    width, height = picture.size
    picture = _sealed(picture, int(width * 0.62), int(height * chance.uniform(0.55, 0.85)))
    angle = chance.choice((-1, 1)) * chance.uniform(0.4, 1.6)
    picture = picture.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor="white")
    picture = picture.filter(ImageFilter.GaussianBlur(0.9))
    pixels = np.asarray(picture, dtype=np.float32)
    pixels = pixels * 0.9 + 14 + noise.normal(0, 14, pixels.shape[:2]).astype(np.float32)[:, :, None]
    speckles = noise.random(pixels.shape[:2])
    pixels[speckles < 0.0008] = 30
    buffer = io.BytesIO()
    Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=35)
    return Image.open(io.BytesIO(buffer.getvalue())).convert("RGB")


def _sealed(picture: Image.Image, x: int, y: int) -> Image.Image:
    """Return a picture with a red seal around a point."""
    layer = Image.new("RGBA", picture.size, (255, 255, 255, 0))
    draw = ImageDraw.Draw(layer)
    red = (214, 36, 48, 190)
    for radius, line in ((125, 7), (92, 3)):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=red, width=line)
    font = ImageFont.truetype(str(FONTS / "dejavu/DejaVuSans-Bold.ttf"), 26)
    for text, dy in (("ỦY BAN", -48), ("*", -14), ("NHÂN DÂN", 22)):
        draw.text((x, y + dy), text, fill=red, font=font, anchor="ma")
    return Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB")


def _paragraphs() -> Iterator[str]:
    """Yield the paragraphs of the sample corpus that are sentences."""
    for path in sorted(SAMPLE.glob("*.txt")):
        text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8")).replace("Ð", "Đ")
        for line in text.split("\n"):
            if len(line) > 90 and not re.search(r"[|*_\u00ad\u200b\xa0]|\.{3}", line):
                yield " ".join(line.split())


def _rows(seed: int) -> list[list[str]]:
    rows = [list(_HEADS)]
    for i in range(8):
        name = _COMMUNES[(3 * i + seed) % len(_COMMUNES)]
        met = 10 + (7 * i + seed) % 10
        income, poor = 31 + (i * 13 + seed) % 40, (i * 7 + seed) % 9
        note = "đạt chuẩn" if met == 19 else "phấn đấu"
        rows.append([str(i + 1), name, f"{met}/19", f"{income},{i}", f"{poor},{(i * 3) % 10}%", note])
    return rows


class _Page:
    """Draws a page from the top and notes what it says, in reading order."""

    def __init__(self, face: tuple[str, float]) -> None:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.ttfonts import TTFont
        from reportlab.pdfgen.canvas import Canvas

        name, self.size = face
        self.leading = 1.35 * self.size
        self.said: list[str] = []
        self._width = pdfmetrics.stringWidth
        self._font = name.rpartition("/")[2]
        for style, path in (("", name), ("-Bold", name.removesuffix("-Regular") + "-Bold")):
            pdfmetrics.registerFont(TTFont(self._font + style, str(FONTS / f"{path}.ttf")))
        self._buffer = io.BytesIO()
        self._canvas: Any = Canvas(self._buffer, pagesize=(WIDTH, HEIGHT), invariant=1)

    def _draw(self, x: float, top: float, text: str, *, bold: bool = False, size: float = 0.0) -> None:
        self._canvas.setFont(self._font + ("-Bold" if bold else ""), size or self.size)
        self._canvas.drawString(x, HEIGHT - top, text)

    def columns(self, top: float, left: list[str], right: list[str]) -> float:
        """Draw two columns, each line around the middle of its column."""
        size = self.size * 0.86
        for middle, column in ((LEFT + 85, left), (RIGHT - 130, right)):
            for i, text in enumerate(column):
                bold = text.isupper()
                width = self._width(text, self._font + ("-Bold" if bold else ""), size)
                self._draw(middle - width / 2, top + i * 1.3 * size, text, bold=bold, size=size)
            self.said += [text for text in column if text]
        return top + max(len(left), len(right)) * 1.3 * size

    def centred(self, top: float, texts: list[str]) -> float:
        """Draw bold lines around the middle of the page."""
        for text in texts:
            width = self._width(text, self._font + "-Bold", self.size)
            self._draw((LEFT + RIGHT - width) / 2, top + self.leading, text, bold=True)
            top += self.leading
            self.said.append(text)
        return top + self.leading

    def paragraph(self, top: float, text: str, bottom: float) -> float:
        """Draw as much of a paragraph as there is room for."""
        x, line = LEFT + INDENT, list[str]()
        words = text.split()
        for i, word in enumerate([*words, ""]):
            is_last = i == len(words)
            if is_last or x + self._width(" ".join([*line, word]), self._font, self.size) > RIGHT:
                free = RIGHT - x - sum(self._width(part, self._font, self.size) for part in line)
                space = self._width(" ", self._font, self.size)
                gap = space if is_last else max(space, free / max(1, len(line) - 1))
                for part in line:
                    self._draw(x, top, part)
                    x += self._width(part, self._font, self.size) + gap
                self.said.append(" ".join(line))
                top, x, line = top + self.leading, LEFT, []
                if top > bottom:
                    break
            line.append(word)
        return top

    def table(self, top: float, rows: list[list[str]]) -> float:
        """Draw a ruled table."""
        columns = [LEFT, LEFT + 35, LEFT + 150, LEFT + 240, LEFT + 310, LEFT + 380, RIGHT]
        height = 1.6 * self.size
        for i, row in enumerate(rows):
            for x, text in zip(columns, row, strict=False):
                self._draw(x + 4, top + i * height + 1.15 * self.size, text, bold=i == 0, size=self.size * 0.86)
            self.said.append(" ".join(row))
        for i in range(len(rows) + 1):
            self._canvas.line(columns[0], HEIGHT - top - i * height, columns[-1], HEIGHT - top - i * height)
        for x in columns:
            self._canvas.line(x, HEIGHT - top, x, HEIGHT - top - len(rows) * height)
        return top + len(rows) * height + self.leading

    def done(self) -> bytes:
        """Return the page as a PDF."""
        self._canvas.showPage()
        self._canvas.save()
        return self._buffer.getvalue()
