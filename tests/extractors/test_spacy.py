"""The spaCy components: found by entry point, spans with values, records with exact offsets, nothing lost on disk."""

from __future__ import annotations

import json
import pickle
import re
import tomllib
import unicodedata
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

spacy = pytest.importorskip("spacy", reason="spaCy is not installed: pip install 'vanban[nlp]'")

from spacy.language import Language  # noqa: E402
from spacy.tokens import Doc, DocBin  # noqa: E402

from extractors import spacy_components  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
TEXT = (
    "Căn cứ Quyết định số 263/QĐ-TTg ngày 22/02/2022; tỉnh Quảng Bình có 50 xã đạt chuẩn nông thôn mới, "
    "tăng 02 xã trong 6 tháng đầu năm."
)
NAMES = ("vanban_citations", "vanban_dates", "vanban_places", "vanban_criteria")


def pipeline(*names: str, lang: str = "xx", **config: Any) -> Language:
    tokenizer = {"nlp": {"tokenizer": {"use_pyvi": False}}} if lang == "vi" else {}
    nlp = spacy.blank(lang, config=tokenizer)
    for name in names:
        nlp.add_pipe(name, config=config)
    return nlp


def values(doc: Doc) -> dict[str, list[tuple[str, str, str]]]:
    return {key: [(span.text, span.label_, span.kb_id_) for span in group] for key, group in doc.spans.items()}


EXPECTED = {
    "vanban_citations": [("263/QĐ-TTg", "CITATION", "263/QĐ-TTg")],
    "vanban_dates": [
        ("22/02/2022", "DATE", "2022-02-22"),
        ("6 tháng đầu năm", "DATE", "2023-01-01/2023-06-30"),
    ],
    "vanban_places": [("Quảng Bình", "PLACE", "44")],
}


def test_each_component_has_its_own_span_group() -> None:
    found = values(pipeline(*NAMES, date="2023-12-15")(TEXT))
    assert {key: found[key] for key in EXPECTED} == EXPECTED
    assert found["vanban_criteria"][0][1:] == ("CRITERION", "units_meeting_standard=50")


def test_entry_points_name_the_factories_that_the_module_registers() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    points = declared["project"]["entry-points"]["spacy_factories"]
    assert set(points) == {"vanban", *NAMES}
    for name, value in points.items():
        module, _, function = value.partition(":")
        assert callable(getattr(import_module(module), function))
        assert Language.get_factory_meta(name).factory == name


def test_record_keeps_the_exact_offsets_inside_a_token() -> None:
    doc = pipeline("vanban_dates", lang="vi")("Hà Nội, ngày 22/02/2022.")
    span = doc.spans["vanban_dates"][0]
    record = span._.vanban
    assert span.text == "22/02/2022."
    assert doc.text[record["start"] : record["end"]] == record["surface"] == "22/02/2022"


@pytest.mark.parametrize("lang", ["xx", "vi"])
def test_spans_of_text_that_is_not_canonical(lang: str) -> None:
    text = "\ufeff" + unicodedata.normalize("NFD", TEXT).replace("; ", ";\r\n")
    doc = pipeline("vanban", lang=lang, date="2023-12-15")(text)
    assert doc.text == text
    for field, rows in doc._.vanban.items():
        assert len(rows) == len(doc.spans[f"vanban_{field}"])
        for row in rows:
            assert text[row["start"] : row["end"]] == row["surface"]
    assert [span.kb_id_ for span in doc.spans["vanban_places"]] == ["44"]
    assert unicodedata.normalize("NFC", doc._.vanban["citations"][0]["surface"]) == "263/QĐ-TTg"


def test_fields_of_the_whole_component() -> None:
    doc = pipeline("vanban", fields=["dates"])(TEXT)
    assert list(doc.spans) == ["vanban_dates"]
    assert list(doc._.vanban) == ["dates"]
    assert set(pipeline("vanban")(TEXT).spans) == {f"vanban_{field}" for field in spacy_components.FIELDS}


@pytest.mark.parametrize("config", [{"fields": ["laws"]}, {"date": "15.12.2023"}], ids=["field", "date"])
def test_wrong_settings_are_refused(config: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"laws|15\.12\.2023"):
        pipeline("vanban", **config)


def test_the_date_of_one_document_comes_first() -> None:
    nlp = pipeline("vanban_dates", date="2023-12-15")
    doc = nlp.make_doc("Kết quả 6 tháng đầu năm")
    doc._.vanban_date = "2019-07-01"
    assert [span.kb_id_ for span in nlp(doc).spans["vanban_dates"]] == ["2019-01-01/2019-06-30"]


def test_pipe_gives_the_same_as_one_by_one() -> None:
    nlp = pipeline(*NAMES, date="2023-12-15")
    texts = [TEXT, "", "Không có gì.", TEXT.replace("263", "318")]
    assert [values(doc) for doc in nlp.pipe(texts, batch_size=3)] == [values(nlp(text)) for text in texts]


@pytest.mark.slow
def test_pipe_with_processes() -> None:
    nlp = pipeline("vanban", date="2023-12-15")
    docs = list(nlp.pipe([TEXT] * 4, n_process=2, batch_size=2))
    assert [values(doc) for doc in docs] == [values(nlp(TEXT))] * 4
    assert docs[0].spans["vanban_dates"][0]._.vanban["start_date"] == "2022-02-22"


def test_settings_survive_the_disk(tmp_path: Path) -> None:
    nlp = pipeline("vanban_dates", "vanban", date="2023-12-15")
    nlp.to_disk(tmp_path / "pipeline")
    loaded = spacy.load(tmp_path / "pipeline")
    assert loaded.pipe_names == nlp.pipe_names
    assert values(loaded(TEXT)) == values(nlp(TEXT))
    again = pickle.loads(pickle.dumps(nlp.get_pipe("vanban")))
    assert (again.fields, again.date) == (spacy_components.FIELDS, "2023-12-15")


def test_documents_survive_docbin_and_pickle() -> None:
    nlp = pipeline("vanban", date="2023-12-15")
    doc = nlp(TEXT)
    packed = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    restored = next(iter(DocBin().from_bytes(packed).get_docs(spacy.blank("xx").vocab)))
    for copy in (restored, pickle.loads(pickle.dumps(doc))):
        assert values(copy) == values(doc)
        assert copy._.vanban == doc._.vanban
        assert copy.spans["vanban_citations"][0]._.vanban == doc.spans["vanban_citations"][0]._.vanban
    json.dumps(doc._.vanban)


def test_spans_of_others_have_no_record() -> None:
    doc = pipeline("vanban_dates")("Ngày 22/02/2022")
    assert doc[0:1]._.vanban is None


def test_the_example_of_the_documentation_runs() -> None:
    page = (ROOT / "docs" / "spacy.md").read_text(encoding="utf-8")
    examples = re.findall(r"```python\n(.*?)```", page, re.S)
    assert examples
    for example in examples:
        exec(compile(example, "docs/spacy.md", "exec"), {})
    for name in ("vanban", *NAMES):
        assert f"`{name}`" in page


def test_the_notebook_runs_and_is_stored_without_output() -> None:
    notebook = json.loads((ROOT / "notebooks" / "spacy.ipynb").read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in cells)
    scope: dict[str, Any] = {}
    for cell in cells:
        exec(compile("".join(cell["source"]), "notebooks/spacy.ipynb", "exec"), scope)
    assert len(scope["pages"]) == 4
    assert all("263/QĐ-TTg" in page or "<span" in page for page in scope["pages"])
