"""A small corpus of composed documents, read by the real pipeline and indexed."""

from __future__ import annotations

from pathlib import Path

from corpus import Corpus, index
from pipeline.ingest import ingest

TEXTS = {
    "quyet-dinh.txt": """ỦY BAN NHÂN DÂN
TỈNH BẮC NINH
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: 318/QĐ-UBND
Bắc Ninh, ngày 08 tháng 3 năm 2024

QUYẾT ĐỊNH
Về việc phê duyệt danh mục chợ nông thôn

CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH

Căn cứ Quyết định số 263/QĐ-TTg ngày 22/02/2022 của Thủ tướng Chính phủ;

QUYẾT ĐỊNH:

Điều 1. Phê duyệt danh mục 12 chợ; toàn tỉnh có 35 xã đạt chuẩn nông thôn mới nâng cao.

Điều 2. Sở Công Thương hướng dẫn các huyện hoà giải tranh chấp mặt bằng chợ.

Nơi nhận:
- Như Điều 2;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Nguyễn Văn Mẫu
""",
    "cong-van.txt": """BỘ CÔNG THƯƠNG
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: 1200/BCT-TTTN
V/v rà soát chợ nông thôn

Hà Nội, ngày 15 tháng 4 năm 2024

Kính gửi: UBND tỉnh Bắc Ninh

Bộ Công Thương nhận được Quyết định số 318/QĐ-UBND ngày 08/3/2024 của UBND tỉnh Bắc Ninh. Đề nghị báo cáo số chợ
xây dựng theo Quyết định số 263/QĐ-TTg ngày 22/02/2022 của Thủ tướng Chính phủ.
""",
    "khong-dau.txt": "Ban tin noi bo: xay dung nong thon moi o xa Hoa Binh, ket qua tot.\n",
    "tin.txt": "Xã Hòa Bình về đích nông thôn mới\n\nNgày 12/5/2023, xã Hòa Bình đón bằng công nhận đạt chuẩn.\n",
}


def build(folder: Path) -> Corpus:
    """Write the documents into a folder, ingest and index them."""
    (folder / "in").mkdir(parents=True)
    for name, text in TEXTS.items():
        (folder / "in" / name).write_text(text, encoding="utf-8")
    ingest([folder / "in"], folder / "c")
    index.update(folder / "c")
    return Corpus.open(folder / "c")
