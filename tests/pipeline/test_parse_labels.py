"""The grammar of labels: what a line of an official text begins with."""

from __future__ import annotations

import pytest

from pipeline.parse import labels

LABELS = [
    ("Điều 12. Hiệu lực", "article", "Điều 12"),
    ("ĐIỀU 3: PHẠM VI", "article", "Điều 3"),
    ("Điều 7a. Bổ sung", "article", "Điều 7a"),
    ("Điều 9[4]. Tên điều", "article", "Điều 9"),
    ("Điều 4", "article", "Điều 4"),
    ("Điều 23.8.QĐ.1.7.", "article", "Điều 23.8.QĐ.1.7"),
    ("Chương IV", "chapter", "Chương IV"),
    ("CHƯƠNG 2: QUY ĐỊNH CỤ THỂ", "chapter", "Chương 2"),
    ("Phần thứ hai", "part", "Phần thứ hai"),
    ("PHẦN II - NỘI DUNG", "part", "Phần II"),
    ("Mục 3. THỦ TỤC", "section", "Mục 3"),
    ("Tiểu mục 1. HỒ SƠ", "section", "Tiểu mục 1"),
    ("PHỤ LỤC SỐ 01", "annex", "Phụ lục 01"),
    ("Phụ lục II-3", "annex", "Phụ lục II-3"),
    ("PHỤ LỤC DANH MỤC HÀNG HÓA", "annex", "Phụ lục"),
    ("I. Mục tiêu", "section", "Mục I"),
    ("IV/ Kinh phí", "section", "Mục IV"),
    ("B. NỘI DUNG", "part", "Phần B"),
    ("1. Tổ chức thực hiện", "clause", "Khoản 1"),
    ("2.Nội dung", "clause", "Khoản 2"),
    ("3) Hồ sơ gồm", "clause", "Khoản 3"),
    ("4/ Hồ sơ gồm", "clause", "Khoản 4"),
    ("5a. Khoản bổ sung", "clause", "Khoản 5a"),
    ("1.2. Chỉ tiêu", "clause", "Khoản 1.2"),
    ("1.2.3 Chỉ tiêu", "clause", "Khoản 1.2.3"),
    ("đ) Điểm thứ năm", "point", "Điểm đ"),
    ("a. Điểm", "point", "Điểm a"),
    ("- Gạch đầu dòng", "list_item", ""),
    ("+Dấu cộng", "list_item", ""),
    ("(1) Trường hợp một", "list_item", ""),
    ("(iii) Trường hợp ba", "list_item", ""),
    ("Căn cứ Luật Đất đai", "basis", ""),
    ("Xét Tờ trình số 5/TTr-STC", "basis", ""),
    ("Kính gửi: Các Sở", "addressee", ""),
    ("Nơi nhận:", "recipients", ""),
    ("KT. BỘ TRƯỞNG", "signature", ""),
    ("T/M BAN THƯỜNG VỤ", "signature", ""),
    ("TUQ. GIÁM ĐỐC", "signature", ""),
    ("Q. CHỦ TỊCH", "signature", ""),
]


@pytest.mark.parametrize("line, kind, name", LABELS, ids=[line for line, _, _ in LABELS])
def test_labels(line: str, kind: str, name: str) -> None:
    label = labels.read(line)
    assert label is not None
    assert (label.kind, label.name) == (kind, name)


OTHERS = [
    "",
    "Điều này không áp dụng",
    "Điều 5 của Luật này",
    "Chương trình hành động",
    "Phần lớn các xã",
    "Phần A của Đề án được sửa đổi như sau",
    "Mục đích, yêu cầu",
    "Phụ lục kèm theo Quyết định này",
    "1.200 hộ nghèo",
    "12/2023/NĐ-CP",
    "20/11/2023",
    "897/QĐ-UBND",
    "5%",
    "V/v báo cáo",
    "Q. 7, Thành phố Hồ Chí Minh",
    "TM",
    "a",
    "Nơi nhận hồ sơ là Bộ phận Một cửa",
    "Theo dõi, đôn đốc",
]


@pytest.mark.parametrize("line", OTHERS)
def test_lines_without_a_label(line: str) -> None:
    assert labels.read(line) is None
