"""Draws the PDFs of tests/pipeline/pdf: ``python -m tests.pipeline.make_pdfs`` (needs reportlab and Debian's DejaVu).

What they say is composed for these tests; how they are drawn is what files of offices do: columns in any order, words
in several runs, text that runs upwards, numbers broken at the end of a line.
"""

from __future__ import annotations

from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FOLDER = Path(__file__).parent / "pdf"
FONTS = Path("/usr/share/fonts/truetype/dejavu")
WIDTH, HEIGHT = A4
LEFT, RIGHT, INDENT = 70, 530, 28
SIZE, LEADING = 11, 16

LONG = (
    "Ủy ban nhân dân các xã chịu trách nhiệm rà soát từng tiêu chí, lập hồ sơ và báo cáo kết quả trước ngày 15 tháng"
    " 11 năm 2031 theo mẫu tại Phụ lục; số liệu phải có chữ ký của Chủ tịch Ủy ban nhân dân xã và được công khai tại"
    " trụ sở, nhà văn hóa thôn trong thời hạn ba mươi ngày."
)


def canvas(name: str, **options: object) -> Canvas:
    """Return a canvas that writes the same bytes each time."""
    return Canvas(str(FOLDER / name), pagesize=A4, invariant=1, **options)


def say(page: Canvas, x: float, top: float, text: str, font: str = "Serif", size: float = SIZE) -> None:
    """Draw a text whose line begins at x and stands `top` points below the upper edge."""
    page.setFont(font, size)
    page.drawString(x, HEIGHT - top, text)


def centred(page: Canvas, x: float, top: float, text: str, font: str = "Bold", size: float = SIZE) -> None:
    """Draw a text around x."""
    page.setFont(font, size)
    page.drawCentredString(x, HEIGHT - top, text)


def paragraph(page: Canvas, top: float, text: str) -> float:
    """Draw a justified paragraph whose first line is indented; return where the next one begins."""
    words, x, line = text.split(), LEFT + INDENT, list[str]()
    space = pdfmetrics.stringWidth(" ", "Serif", SIZE)
    for word in words:
        width = pdfmetrics.stringWidth(" ".join([*line, word]), "Serif", SIZE)
        if x + width > RIGHT:
            free = RIGHT - x - sum(pdfmetrics.stringWidth(part, "Serif", SIZE) for part in line)
            at = x
            for part in line:
                say(page, at, top, part + " ")
                at += pdfmetrics.stringWidth(part, "Serif", SIZE) + max(space, free / max(1, len(line) - 1))
            top, x, line = top + LEADING, LEFT, []
        line.append(word)
    say(page, x, top, " ".join(line))
    return top + LEADING + 6


def head(page: Canvas, number: int) -> None:
    """Draw the running head of a gazette."""
    text = "CÔNG BÁO/Số 12 + 13/Ngày 05-12-2031"
    centred(page, WIDTH / 2, 40, text, "Serif")
    say(page, LEFT if number % 2 == 0 else RIGHT - 10, 40, str(number))
    page.line(LEFT, HEIGHT - 46, RIGHT, HEIGHT - 46)


def decision() -> None:
    """Draw a decision of three pages as a gazette prints it; each right column comes first in the file."""
    page = canvas("decision.pdf")
    head(page, 7)
    centred(page, 400, 80, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=9)
    centred(page, 400, 96, "Độc lập - Tự do - Hạnh phúc", size=9)
    centred(page, 400, 124, "Sơn Thủy, ngày 03 tháng 12 năm 2031", "Serif", 10)
    centred(page, 150, 80, "ỦY BAN NHÂN DÂN", size=10)
    centred(page, 150, 96, "TỈNH BẮC GIANG", size=10)
    centred(page, 150, 124, "Số: 45/2031/QĐ-UBND", "Serif", 10)
    centred(page, WIDTH / 2, 164, "QUYẾT ĐỊNH")
    centred(page, WIDTH / 2, 180, "Ban hành kế hoạch rà soát tiêu chí nông thôn mới")
    centred(page, WIDTH / 2, 196, "trên địa bàn tỉnh")
    top = paragraph(page, 236, "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2025;")
    # The number is broken at the end of its line.
    say(page, LEFT + INDENT, top, "Căn cứ Thông tư của Bộ trưởng Bộ Tài chính về kinh phí rà soát số 15/2030/TT-")
    say(page, LEFT, top + LEADING, "BTC ngày 20 tháng 5 năm 2030;")
    top = paragraph(page, top + 2 * LEADING + 6, "Theo đề nghị của Giám đốc Sở Tài chính.")
    centred(page, WIDTH / 2, top + 10, "QUYẾT ĐỊNH:")
    top = paragraph(page, top + 44, "Điều 1. Ban hành kèm theo Quyết định này kế hoạch rà soát năm 2031.")
    for count in range(1, 6):
        top = paragraph(page, top, f"{count}. {LONG}")
    # A paragraph that goes on over the page.
    say(page, LEFT + INDENT, top, "Điều 2. Kinh phí do ngân sách tỉnh bảo đảm theo phân cấp, không quá 12 tỷ")
    page.showPage()
    head(page, 8)
    say(page, LEFT, 80, "đồng cho cả giai đoạn 2031 - 2035.")
    top = paragraph(page, 102, f"Điều 3. {LONG}")
    top = paragraph(page, top, "Điều 4. Chánh Văn phòng và Giám đốc các sở chịu trách nhiệm thi hành Quyết định này./.")
    centred(page, 420, top + 24, "TM. ỦY BAN NHÂN DÂN")
    centred(page, 420, top + 40, "KT. CHỦ TỊCH")
    centred(page, 420, top + 56, "PHÓ CHỦ TỊCH")
    # A digital signature is printed over the block.
    for i, line in enumerate(
        ("Người ký: Nguyễn Thị Hạnh", "Cơ quan: UBND tỉnh", "Thời gian ký: 03.12.2031 08:15:20 +07:00")
    ):
        say(page, 330, top + 68 + 9 * i, line, size=7)
    centred(page, 420, top + 120, "Nguyễn Thị Hạnh")
    say(page, LEFT, top + 24, "Nơi nhận:", "Bold", 9)
    for i, line in enumerate(("- Như Điều 4;", "- Bộ Tài chính;", "- Lưu: VT, KT.")):
        say(page, LEFT, top + 40 + 13 * i, line, size=9)
    page.showPage()
    head(page, 9)
    centred(page, WIDTH / 2, 90, "PHỤ LỤC")
    centred(page, WIDTH / 2, 106, "(Kèm theo Quyết định số 45/2031/QĐ-UBND ngày 03 tháng 12 năm 2031)", "Serif")
    paragraph(page, 140, LONG)
    page.showPage()
    page.save()


def stamped() -> None:
    """Draw a page that was signed digitally: number and day stand in their gaps, the signature at the edge."""
    page = canvas("stamped.pdf")
    centred(page, 150, 80, "ỦY BAN NHÂN DÂN")
    centred(page, 150, 96, "TỈNH BẮC GIANG")
    centred(page, 150, 124, "Số:            /QĐ-UBND", "Serif")
    centred(page, 400, 80, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    centred(page, 400, 96, "Độc lập - Tự do - Hạnh phúc")
    centred(page, 400, 124, "Bắc Giang, ngày       tháng       năm 2031", "Serif")
    centred(page, WIDTH / 2, 164, "QUYẾT ĐỊNH")
    centred(page, WIDTH / 2, 180, "Ban hành kế hoạch rà soát tiêu chí nông thôn mới")
    top = paragraph(page, 220, "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2025;")
    paragraph(page, top, f"Điều 1. {LONG}")
    for name, value, x, upper in (
        ("number", "1045", 117, 125), ("day", "03", 391, 123), ("month", "12", 450, 125),
        ("who", "Email: vanthu@bacgiang.gov.vn", 400, 40), ("when", "03.12.2031 08:15:20 +07:00", 400, 52),
    ):  # fmt: skip
        page.acroForm.textfield(
            name=name, value=value, x=x, y=HEIGHT - upper, width=160, height=12, fontSize=10, borderWidth=0,
            fillColor=None, borderColor=None, forceBorder=False, maxlen=60, annotationFlags="print",
        )  # fmt: skip
    page.showPage()
    page.save()


def grid(
    page: Canvas, columns: list[float], tops: list[float], rows: list[list[str]], merged: set[tuple[int, int]]
) -> None:
    """Draw a ruled table; the cells of `merged` (row, column) have no line to their left."""
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            say(page, columns[j] + 3, tops[i] + 12, text, size=9)
            if (i, j) not in merged:
                page.line(columns[j], HEIGHT - tops[i], columns[j], HEIGHT - tops[i + 1])
        page.line(columns[-1], HEIGHT - tops[i], columns[-1], HEIGHT - tops[i + 1])
    for top in tops:
        page.line(columns[0], HEIGHT - top, columns[-1], HEIGHT - top)


def tables() -> None:
    """Draw a table that goes on over the page, and one that runs upwards."""
    page = canvas("tables.pdf")
    say(page, LEFT, 60, "BIỂU TỔNG HỢP KẾT QUẢ RÀ SOÁT CÁC XÃ", "Bold")
    columns = [70.0, 110.0, 250.0, 360.0, 480.0]
    names = ["An Bình", "Hòa Lạc", "Đồng Tâm", "Kim Sơn", "Phú Thịnh"]
    rows = [
        ["STT", "Tên xã", "Kết quả", ""],
        *([str(i + 1), f"Xã {name}", f"{14 + i}/19", "đạt"] for i, name in enumerate(names[:3])),
    ]
    grid(page, columns, [80 + 20 * i for i in range(5)], rows, {(0, 3)})
    page.showPage()
    rows = [
        ["STT", "Tên xã", "Kết quả", ""],
        *([str(i + 4), f"Xã {name}", f"{17 + i}/19", "đạt"] for i, name in enumerate(names[3:])),
    ]
    grid(page, columns, [80 + 20 * i for i in range(4)], rows, {(0, 3)})
    say(page, LEFT, 180, "Người lập biểu ký và ghi rõ họ tên.")
    page.showPage()
    page.translate(WIDTH, 0)
    page.rotate(90)
    page.translate(0, WIDTH - HEIGHT)  # what is said on an upright page stands on the sheet sideways
    rows = [["Mức độ", "Điểm"], ["Đơn giản", "1 điểm"], ["Phức tạp", "2 điểm"]]
    grid(page, [100.0, 300.0, 500.0], [100, 120, 140, 160], rows, set())
    page.showPage()
    page.save()


HEADINGS = [
    "Quy hoạch",
    "Giao thông",
    "Thủy lợi và phòng, chống thiên tai",
    "Điện",
    "Trường học",
    "Cơ sở vật chất văn hóa",
]


def headings() -> None:
    """Draw two tables of criteria whose headings run upwards and downwards, in one run and letter by letter."""
    page = canvas("headings.pdf")
    columns = [70.0, 100.0, 200.0, *(200.0 + 26 * i for i in range(1, len(HEADINGS) + 1))]
    for degrees, is_spelled in ((90, False), (-90, False), (90, True)):
        say(page, LEFT, 60, "Kết quả thực hiện tiêu chí nông thôn mới của các xã đến ngày 30 tháng 6 năm 2031", "Bold")
        rows = [["TT", "Tên xã", *[""] * len(HEADINGS)]]
        rows += [
            [f"{n}", name, *("Đ" if (n + i) % 3 else "CĐ" for i in range(len(HEADINGS)))]
            for n, name in enumerate(("An Bình", "Hòa Lạc", "Đồng Tâm"), 1)
        ]
        grid(page, columns, [80, 200, 220, 240, 260], rows, set())
        for column, heading in zip(columns[2:], HEADINGS, strict=False):
            head, _, tail = heading.partition(", ")
            for line, text in enumerate(filter(None, (f"{head}," if tail else head, tail))):
                page.saveState()
                x = column + 11 + 12 * line if degrees > 0 else column + 15 - 12 * line
                page.translate(x, HEIGHT - (196 if degrees > 0 else 84))
                page.rotate(degrees)
                page.setFont("Serif", 9)
                at = 0.0
                for part in text if is_spelled else [text]:
                    page.drawString(at, 0, part)
                    at += pdfmetrics.stringWidth(part, "Serif", 9)
                page.restoreState()
        say(page, LEFT, 300, "Trên đây là kết quả rà soát, kính báo cáo Ủy ban nhân dân tỉnh.")
        page.showPage()
    page.save()


def torn() -> None:
    """Draw sentences whose accented letters come in another run, after all others."""
    page = canvas("torn.pdf")
    text = "Hội đồng nhân dân xã đã thông qua nghị quyết về kế hoạch xây dựng nông thôn mới kiểu mẫu của địa phương"
    for line in range(12):
        x, later = LEFT, list[tuple[float, str]]()
        for word in f"{text} {line}".split():
            run = ""
            for letter in word:
                if letter.isascii():
                    run += letter
                    continue
                say(page, x, 80 + 18 * line, run, size=8)
                x += pdfmetrics.stringWidth(run, "Serif", 8)
                later.append((x, letter))
                x += pdfmetrics.stringWidth(letter, "Serif", 8)
                run = ""
            say(page, x, 80 + 18 * line, run, size=8)
            x += pdfmetrics.stringWidth(run + " ", "Serif", 8)
        for at, letter in later:
            say(page, at, 80 + 18 * line, letter, "Bold", 8)
    page.showPage()
    page.save()


def others() -> None:
    """Draw one that needs a password, one in an old font, one without text."""
    page = canvas("encrypted.pdf", encrypt=StandardEncryption("mở", ownerPassword="chủ", strength=40))
    say(page, LEFT, 80, "Không ai đọc được.")
    page.showPage()
    page.save()
    page = canvas("tcvn3.pdf")
    for i, line in enumerate(
        (
            "Uû ban nh©n d©n tØnh ®· ban hµnh kÕ ho¹ch x©y dùng n«ng th«n míi giai ®o¹n 2001 - 2005,",
            "giao c¸c huyÖn tæ chøc thùc hiÖn vµ b¸o c¸o kÕt qu¶ tr\u00adíc ngµy 15 th¸ng 11 n¨m 2001.",
        )
    ):
        say(page, LEFT, 80 + 18 * i, line, "Helvetica")
    page.showPage()
    page.save()
    page = canvas("blank.pdf")
    page.rect(100, 100, 300, 300)
    page.showPage()
    page.save()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    pdfmetrics.registerFont(TTFont("Serif", FONTS / "DejaVuSerif.ttf"))
    pdfmetrics.registerFont(TTFont("Bold", FONTS / "DejaVuSerif-Bold.ttf"))
    decision()
    stamped()
    tables()
    headings()
    torn()
    others()
