from __future__ import annotations

import csv
import datetime as dt
import io
import re
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from starlette.testclient import TestClient

import corpus.web
from corpus import Corpus
from corpus.web import answers, build
from corpus.web.app import POLICY
from corpus.web.language import choose, language
from schemas import layout
from schemas.tables import READ_TABLES, SCHEMA_VERSION, TABLES, VERSION_KEY
from tests.corpus import served
from tests.corpus.served import DECISION, DOCUMENT

WEB = Path(corpus.web.__file__).parent


@pytest.fixture(scope="module")
def client(served_corpus: Path) -> Iterator[TestClient]:
    yield TestClient(build(Corpus.open(served_corpus)), base_url="http://127.0.0.1")


# ---- screens


def test_every_screen_in_both_languages(client: TestClient, served_corpus: Path) -> None:
    for address in served.screens(served_corpus):
        for code in ("vi", "en"):
            answer = client.get(address, headers={"Accept-Language": code})
            assert answer.status_code == served.WRONG.get(address, 200), address
            assert f'<html lang="{code}">' in answer.text, address
            assert answer.headers["Content-Security-Policy"] == POLICY
            assert "http://" not in re.sub(r"http://(?:127\.0\.0\.1|www\.w3\.org|example\.test)", "", answer.text)


def test_language_is_the_address_then_the_browser(client: TestClient) -> None:
    assert 'lang="en"' in client.get("/?lang=en", headers={"Accept-Language": "vi"}).text
    answer = client.get("/?lang=en").text
    assert "/tables?lang=en" in answer  # and it stays


@pytest.mark.parametrize(
    ("asked", "accepted", "code"),
    [
        (None, "", "vi"),
        (None, "en-GB,en;q=0.9", "en"),
        (None, "fr, en;q=0.4, vi;q=0.7", "vi"),
        ("en", "vi", "en"),
        ("xx", "en", "en"),
        (None, ";;;=q" * 999, "vi"),
    ],
)
def test_choice_of_language(asked: str | None, accepted: str, code: str) -> None:
    assert choose(asked, accepted).code == code


def test_a_figure_leads_to_its_characters(client: TestClient, served_corpus: Path) -> None:
    document = Corpus.open(served_corpus).document(DOCUMENT)
    page = client.get(f"/documents/{DOCUMENT}").text
    row = client.get(f"/api/tables/criteria?doc_id={DOCUMENT}&_size=1").json()["rows"][0]
    assert f'id="s{row["start"]}-{row["end"]}"' in page
    card = client.get(f"/documents/{DOCUMENT}?mark={row['start']}-{row['end']}").text
    assert f"<mark>{document.text[row['start'] : row['end']]}</mark>" in card
    assert row["rule"] in card


def test_the_whole_text_is_on_the_page(client: TestClient, served_corpus: Path) -> None:
    opened = Corpus.open(served_corpus)
    for row in opened.table("documents", ["doc_id", "text"]).to_pylist():
        page = client.get(f"/documents/{row['doc_id']}?lang=vi").text
        article = page.split("<article", 1)[1].split(">", 1)[1].split("</article>", 1)[0]
        shown = _plain(re.sub(r'<p class="page-turn".*?</p>', "", article))
        assert _letters(shown) == _letters(row["text"]), row["doc_id"]


def _plain(html: str) -> str:
    import html as entities

    return entities.unescape(re.sub(r"<[^>]*>", "", html))


def _letters(text: str) -> str:
    """A text without white space, and without the signs that are residue of markup."""
    return re.sub(r"[\s*|_-]+", "", text)


def test_doubt_is_shown(client: TestClient) -> None:
    page = client.get(f"/documents/{served.pdf_id()}?mark=0-3&lang=en").text
    assert re.search(r'class="m date[^"]* doubtful', page)
    assert "low confidence" in page


def test_structure_leads_into_the_text(client: TestClient) -> None:
    page = client.get(f"/documents/{DECISION}").text
    tree = page.split('<nav class="tree"', 1)[1].split("</nav>", 1)[0]
    anchors = re.findall(r'href="#(b\d+)"', tree)
    assert len(anchors) >= 6
    assert all(f'id="{anchor}"' in page for anchor in anchors)


def test_decision_says_who_gives_which_date(client: TestClient) -> None:
    found = client.get("/api/decisions/318/QĐ-TTg").json()
    assert {group["date"] for group in found["dates"]} >= {"2022-03-08", "2023-03-08"}
    page = client.get("/decisions/318/QĐ-TTg").text
    assert "08/03/2022" in page
    assert "08/03/2023" in page


def test_cited_by_knows_that_a_number_is_no_key(client: TestClient) -> None:
    plan = client.get("/api/tables/documents?number_norm=286/KH-UBND").json()["rows"][0]
    citing = client.get(f"/api/documents/{plan['doc_id']}/cited-by").json()
    assert [row["fit"] for row in citing] == ["resolved"]


def test_place_links_old_and_new_units(client: TestClient) -> None:
    found = client.get("/api/places/24").json()
    assert {unit["name"] for unit in found["units"]} == {"Bắc Giang", "Bắc Ninh"}
    assert "27" in {unit["code"] for unit in found["before"]}
    periods = [row["period"] for row in found["figures"] if row["period"]]
    assert periods == sorted(periods, reverse=True)


def test_place_draws_targets_and_reports(client: TestClient, served_corpus: Path) -> None:
    page = client.get("/places/44?lang=en").text
    assert "91 / 128 xã reported (15 December 2023); target 96 / 128 xã (2023)" in page
    chart = page[page.index('class="chart course"') : page.index("</figure>", page.index('class="chart course"'))]
    assert re.search(r'href="/documents/[0-9a-f]{16}\?mark=\d+-\d+&amp;lang=en#s\d+-\d+"><title>91 / 128 xã', chart)
    changed = max(path.stat().st_mtime for path in layout.parts(served_corpus, "documents"))
    assert f"as of {language('en').date(dt.date.fromtimestamp(changed))}" in chart


def test_decision_counts_all_and_lists_each_document_once(client: TestClient, served_corpus: Path) -> None:
    rows = Corpus.open(served_corpus).table("citations").to_pylist()
    citing = [row for row in rows if row["number_norm"] == "318/QĐ-TTg" and not row["is_self"]]
    found = client.get("/api/decisions/318/QĐ-TTg").json()
    assert found["mentions"] == len(citing)
    assert found["citing"] == len({row["doc_id"] for row in citing})
    for group in found["dates"]:
        of_date = {row["doc_id"] for row in citing if row["date"] == group["date"]}
        assert {row["doc_id"] for row in group["citing"]} == of_date
        assert len(group["citing"]) == group["documents"] == len(of_date)


def test_a_document_without_a_header_says_so(served_corpus: Path, tmp_path: Path) -> None:
    from pipeline.ingest import ingest

    (tmp_path / "a.txt").write_text("Ban tin noi bo: ket qua tot.", encoding="utf-8")
    ingest([tmp_path / "a.txt"], tmp_path / "c", jobs=1)
    opened = Corpus.open(tmp_path / "c")
    doc = opened.table("documents", ["doc_id"])["doc_id"][0].as_py()
    page = TestClient(build(opened), base_url="http://127.0.0.1").get(f"/documents/{doc}?lang=en").text
    assert "No number, date, issuer or signer was read here." in page
    assert 'class="details"' not in page


# ---- search


def test_search_is_that_of_the_corpus(client: TestClient, served_corpus: Path) -> None:
    expected = Corpus.open(served_corpus).search("nong thon moi nang cao", year=2022, limit=20)
    found = client.get("/api/search?q=nong thon moi nang cao&year=2022").json()
    assert [hit["doc_id"] for hit in found["hits"]] == [hit.doc_id for hit in expected.hits]
    assert found["total"] == expected.total > 0
    text = Corpus.open(served_corpus).document(found["hits"][0]["doc_id"]).text
    assert text[found["hits"][0]["start"] : found["hits"][0]["end"]] == found["hits"][0]["snippet"]


def test_facets_are_addresses(client: TestClient) -> None:
    page = client.get("/search?q=nông thôn mới&lang=en").text
    facets = page.split('<nav class="facets"', 1)[1].split("</nav>", 1)[0]
    narrower = re.search(r'href="(/search\?q=[^"]*doc_type=[^"]*)">Quyết định</a> <span class="n">(\d+)</span>', facets)
    assert narrower
    page = client.get(narrower[1].replace("&amp;", "&")).text
    assert re.search(rf'<p role="status">{narrower[2]} documents?</p>', page)
    assert 'class="chosen-value"' in page


def test_number_leads_to_what_is_known_of_it(client: TestClient) -> None:
    page = client.get("/search?q=318/QD-TTg").text
    assert 'href="/decisions/318/QD-TTg"' in page
    assert "08/03/2022" in client.get("/decisions/318/QD-TTg").text


def test_hits_as_csv(client: TestClient) -> None:
    answer = client.get("/search.csv?q=HYPERLINK")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")))
    assert rows[0][0] == "doc_id"
    assert rows[1][1].startswith("'=HYPERLINK")


def test_without_an_index_the_page_says_what_to_do(served_corpus: Path, tmp_path: Path) -> None:
    import shutil

    copy = shutil.copytree(served_corpus, tmp_path / "bare", ignore=shutil.ignore_patterns("index"))
    client = TestClient(build(Corpus.open(copy)), base_url="http://127.0.0.1")
    assert "vanban index" in client.get("/search?q=nông thôn").text
    assert client.get("/api/search?q=nông thôn").status_code == 400
    assert "286/KH-UBND" in client.get("/search?q=286/KH-UBND").text


# ---- the original


def test_page_of_a_pdf_with_the_box_of_a_figure(client: TestClient) -> None:
    doc = served.pdf_id()
    row = client.get(f"/api/tables/criteria?doc_id={doc}").json()["rows"][0]
    page = client.get(f"/documents/{doc}?tab=original&mark={row['start']}-{row['end']}").text
    assert f"/documents/{doc}/pages/2.png" in page
    boxes = re.findall(r'<rect class="box" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"', page)
    assert [tuple(map(float, box)) for box in boxes] == [(136.0, 128.0, 184.0)]
    image = client.get(f"/documents/{doc}/pages/2.png")
    assert image.headers["Content-Type"] == "image/png"
    assert image.content.startswith(b"\x89PNG")


@pytest.mark.parametrize("page", ["0", "3", "9999999"])
def test_no_such_page(client: TestClient, page: str) -> None:
    assert client.get(f"/documents/{served.pdf_id()}/pages/{page}.png").status_code == 404


def test_damaged_pdf_says_so(served_corpus: Path, tmp_path: Path) -> None:
    import shutil

    copy = shutil.copytree(served_corpus, tmp_path / "damaged")
    opened = Corpus.open(copy)
    layout.raw(copy, opened.document(served.pdf_id()).record.sha256).write_bytes(b"%PDF-1.4 no more of it")
    client = TestClient(build(opened), base_url="http://127.0.0.1")
    answer = client.get(f"/documents/{served.pdf_id()}?tab=original&lang=en")
    assert answer.status_code == 200
    assert "could not be drawn" in answer.text


def test_kept_page_can_do_nothing(client: TestClient, served_corpus: Path) -> None:
    answer = client.get(f"/documents/{served.hostile_id(served_corpus)}/kept")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    for forbidden in ("<script", "onerror", "<link", "example.test", "src=x"):
        assert forbidden not in answer.text, forbidden
    answer = client.get(f"/documents/{served.hostile_id(served_corpus)}/bytes")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_kept_page_opens_at_the_element(client: TestClient, served_corpus: Path) -> None:
    answer = client.get(f"/documents/{served.hostile_id(served_corpus)}/kept", params={"element": "p#x"})
    assert re.search(r'<p id="here" style="outline', answer.text)
    for wrong in ("p:nth-of-type(", "]]", "p" * 999, "*" * 50):
        assert client.get(f"/documents/{DECISION}/kept", params={"element": wrong}).status_code == 200


def test_versions_and_copies(served_corpus: Path, tmp_path: Path) -> None:
    import shutil

    import pyarrow as pa

    copy = shutil.copytree(served_corpus, tmp_path / "versions")
    seen = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    row: dict[str, object] = dict.fromkeys(TABLES["versions"].schema.names)
    row |= {"url": "https://example.test/a", "first_seen": seen, "last_seen": seen, "values_added": ["date: 2026"]}
    row |= {"values_removed": []}
    rows = [
        row | {"version_id": "1", "version": 1, "doc_id": DOCUMENT, "change": "new", "state": "superseded"},
        row | {"version_id": "2", "version": 2, "doc_id": DECISION, "change": "changed", "state": "current"},
    ]
    table = pa.Table.from_pylist(rows, schema=TABLES["versions"].schema)
    pq.write_table(table, layout.part(copy, "versions", layout.FIRST_BUCKET))
    client = TestClient(build(Corpus.open(copy)), base_url="http://127.0.0.1")
    page = client.get(f"/documents/{DOCUMENT}?tab=versions&lang=en").text
    assert re.search(rf'href="/documents/{DECISION}[^"]*">Version 2</a><span>changed</span><span>current</span>', page)
    assert "date: 2026" in page


# ---- hostile documents


def test_markup_is_text_everywhere(client: TestClient, served_corpus: Path) -> None:
    doc = served.hostile_id(served_corpus)
    addresses = [f"/documents/{doc}", f"/documents/{doc}?mark=0-{len(served.MARKUP)}", "/", "/tables/documents"]
    addresses += [f"/documents/{doc}?tab={tab}" for tab in ("original", "cites", "cited-by", "figures")]
    addresses += [f"/tables/{name}?doc_id={doc}" for name in READ_TABLES]
    addresses += [f"/issuers/{served.MARKUP.replace('?', '%3F')}", f"/decisions/{served.MARKUP}"]
    for address in addresses:
        text = client.get(address).text
        assert "<script>document" not in text, address
        assert 'onerror="' not in text, address
        assert "<img src=x" not in text, address
        assert "&lt;script&gt;" in text, address
        assert "{{ 7 * 7 }}" in text, address


def test_formulas_are_text_in_csv(client: TestClient) -> None:
    for name, table in READ_TABLES.items():
        answer = client.get(f"/tables/{name}.csv")
        assert answer.text.startswith("\ufeff")
        rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")))
        assert rows[0] == table.schema.names
        assert len(rows) > len(served.FORMULAS)
        cells = [cell for row in rows for cell in row]
        assert any(cell.startswith("'=HYPERLINK") for cell in cells), name
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r"))], name
        assert not [cell for cell in cells if re.match(r"-(?![0-9.]+\Z)", cell)], name


def test_formulas_are_text_in_xlsx(client: TestClient) -> None:
    answer = client.get("/tables/citations.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    formula = next(cell for cell in cells if cell.value == served.FORMULAS[0])
    assert formula.data_type == "s"
    assert formula.quotePrefix


# ---- tables


def test_filters_of_the_address(client: TestClient, served_corpus: Path) -> None:
    rows = Corpus.open(served_corpus).table("citations").to_pylist()
    wanted = [row for row in rows if row["number_norm"] == "318/QĐ-TTg"]
    found = client.get("/api/tables/citations?number_norm=318/QĐ-TTg").json()["rows"]
    assert [row["row_id"] for row in found] == [row["row_id"] for row in wanted]
    assert all(row["start"] >= 500 for row in client.get("/api/tables/dates?start__min=500").json()["rows"])
    found = client.get("/api/tables/places?candidates__has=xã Hòa Bình, huyện Hữu Lũng, Lạng Sơn").json()["rows"]
    assert found


@pytest.mark.parametrize(
    "query",
    ["x=1", "start=a", "start__near=1", "start=99999999999999999999999", "_sort=x", "date__min=1&candidates=1"],
)
def test_wrong_filters_are_told(client: TestClient, query: str) -> None:
    answer = client.get(f"/api/tables/citations?{query}")
    assert answer.status_code == 400
    assert answer.json()["detail"]
    assert client.get(f"/tables/citations?{query}").status_code == 400


def test_form_of_a_table_gives_an_address(client: TestClient) -> None:
    answer = client.get(
        "/tables/citations?form=number&_column=number_norm&_operator=has&_value=QĐ&lang=en", follow_redirects=False
    )
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/tables/citations?form=number&lang=en&number_norm__has=Q%C4%90"


def test_parquet_is_the_table(client: TestClient, served_corpus: Path) -> None:
    for name in ("documents", "citations"):
        table = pq.read_table(io.BytesIO(client.get(f"/tables/{name}.parquet").content))
        assert table.equals(Corpus.open(served_corpus).table(name))
        assert table.schema.metadata[VERSION_KEY] == str(SCHEMA_VERSION).encode()
    filtered = client.get("/tables/citations.parquet?number_norm=318/QĐ-TTg&_sort=start")
    assert 0 < pq.read_table(io.BytesIO(filtered.content)).num_rows < 20


def test_a_question_that_takes_too_long_is_ended(served_corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from corpus.web import store

    monkeypatch.setattr(store, "SECONDS", 0.2)
    opened = store.Store(Corpus.open(served_corpus))
    with pytest.raises(store.TooSlow, match="add a filter"):
        opened.rows("SELECT count(*) AS n FROM range(100000000) a, range(100000) b WHERE a.range % 7 = b.range % 5")


def test_nothing_but_the_tables_can_be_opened(served_corpus: Path) -> None:
    import duckdb

    from corpus.web.store import Store

    opened = Store(Corpus.open(served_corpus))
    for question in ("SELECT * FROM read_text('/etc/hostname')", "SET enable_external_access = true"):
        with pytest.raises(duckdb.Error):
            opened.rows(question)


# ---- the server


def test_other_names_of_this_computer_are_refused(client: TestClient) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/", headers={"Host": "localhost:8000"}).status_code == 200


def test_an_ingest_shows_at_once(served_corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from corpus.web import store
    from pipeline.ingest import ingest

    monkeypatch.setattr(store, "_LOOK_AGAIN", 0.0)
    (tmp_path / "a.txt").write_text("Căn cứ Quyết định số 12/QĐ-TTg", encoding="utf-8")
    ingest([tmp_path / "a.txt"], tmp_path / "c", jobs=1)
    client = TestClient(build(Corpus.open(tmp_path / "c")), base_url="http://127.0.0.1")
    assert client.get("/api/overview").json()["documents"] == 1
    (tmp_path / "b.txt").write_text("Căn cứ Quyết định số 13/QĐ-TTg", encoding="utf-8")
    ingest([tmp_path / "b.txt"], tmp_path / "c", jobs=1)
    assert client.get("/api/overview").json()["documents"] == 2


# ---- words


def test_catalogues_have_the_same_keys_and_places() -> None:
    vi, en = language("vi").words, language("en").words
    assert set(vi) == set(en)
    for key in vi:
        assert _places(vi[key]) == _places(en[key]), key


def _places(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def test_templates_use_keys_that_are_there() -> None:
    words = language("vi").words
    for template in (WEB / "templates").glob("*.html"):
        source = template.read_text(encoding="utf-8")
        for key in re.findall(r"""\bt\(["']([a-z_.0-9-]+)["'][),]""", source):
            assert key in words, (template.name, key)
        for key in re.findall(r"""\bt\.count\(["']([a-z_.0-9-]+)["']""", source):
            assert f"{key}.one" in words, (template.name, key)
            assert f"{key}.many" in words, (template.name, key)


def test_codes_of_the_records_have_words() -> None:
    words = language("vi").words
    wanted = {
        "counted": ("criteria", "kind"), "granularity": ("dates", "granularity"), "role": ("dates", "role"),
        "level": ("places", "level"), "modality": ("criteria", "modality"), "measured": ("quantities", "kind"),
    }  # fmt: skip
    for group, (table, column) in wanted.items():
        about = TABLES[table].schema.field(column).metadata[b"about"].decode()
        codes = re.split(r"; ", about)[0] if group == "role" else about
        for code in codes.split(", "):
            assert f"{group}.{code.split(' ')[0]}" in words, (group, code)
    for name in TABLES:
        assert f"table.{name}" in words
    assert tomllib.loads((WEB / "words" / "vi.toml").read_text(encoding="utf-8"))["site"]["name"] == "Văn Bản"


@pytest.mark.parametrize(
    ("code", "value", "written"),
    [
        ("vi", "2022-03-08", "08/03/2022"),
        ("en", "2022-03-08", "8 March 2022"),
        ("vi", "2023-09", "09/2023"),
        ("en", "2023-01/2023-06", "January 2023 – June 2023"),
        ("vi", "--06-10", "--06-10"),
        ("vi", "2023", "2023"),
    ],
)
def test_dates_are_written_as_people_do(code: str, value: str, written: str) -> None:
    assert language(code).date(value) == written


@pytest.mark.parametrize(
    ("code", "value", "written"),
    [("vi", 1234.5, "1.234,5"), ("en", 1234.5, "1,234.5"), ("vi", 5868.0, "5.868"), ("vi", None, "")],
)
def test_figures_are_written_as_people_do(code: str, value: float | None, written: str) -> None:
    assert language(code).number(value) == written


# ---- findings


def test_findings_show_both_sentences(client: TestClient) -> None:
    found = client.get("/api/findings").json()
    errors = [row for row in found["findings"] if row["severity"] == "error"]
    assert errors
    assert [row["severity"] for row in found["findings"]][: len(errors)] == ["error"] * len(errors)
    page = client.get("/findings?lang=en&severity=error").text
    for row in errors:
        text = client.get(f"/api/documents/{row['doc_id']}").json()["text"]
        assert row["said"][1] == row["surface"] == text[row["start"] : row["end"]]
        assert f"mark={row['start']}-{row['end']}" in page
        if row["against"]:
            assert row["against"][1] == text[row["evidence_start"] : row["evidence_end"]]
            assert f"mark={row['evidence_start']}-{row['evidence_end']}" in page


def test_findings_are_narrowed_by_severity_and_rule(client: TestClient) -> None:
    whole = client.get("/api/findings").json()
    for column, group in (("severity", "severities"), ("rule", "rules")):
        for choice in whole[group]:
            if "<" not in choice["value"]:
                part = client.get("/api/findings", params={column: choice["value"]}).json()
                assert part["total"] == choice["n"]
                assert {row[column] for row in part["findings"]} == {choice["value"]}
    assert client.get("/findings?rule=none&lang=en").text.count("Nothing was found with these filters.") == 1


def test_a_finding_is_marked_in_the_text_and_has_a_tab(client: TestClient) -> None:
    row = client.get(f"/api/documents/{DECISION}/findings").json()[0]
    page = client.get(f"/documents/{DECISION}?tab=findings&lang=en").text
    mark = re.search(rf'<a class="([^"]*)"[^>]*data-mark="{row["start"]}-{row["end"]}"', page)
    assert mark
    assert {"finding", "found"} <= set(mark[1].split())
    assert row["message_en"] in page
    card = client.get(f"/documents/{DECISION}/panel?mark={row['start']}-{row['end']}&lang=en").text
    assert row["message_en"] in card
    assert "Nothing in this document contradicts" in client.get(f"/documents/{DOCUMENT}?tab=findings&lang=en").text


@pytest.mark.parametrize(
    ("text", "start", "end", "shown"),
    [
        ("a b c", 2, 3, ("a ", "b", " c")),
        ("dòng một\nhai ba bốn\nnăm", 13, 15, ("hai ", "ba", " bốn")),
        ("từ " * 60 + "X" + " từ" * 60, 180, 181, ("… " + "từ " * 36, "X", " từ" * 36 + " …")),
    ],
)
def test_sentences_are_cut_between_words(text: str, start: int, end: int, shown: tuple[str, str, str]) -> None:
    assert answers.context(text, start, end) == shown
