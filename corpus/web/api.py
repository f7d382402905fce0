"""The JSON API: the answers that the page shows, at addresses that OpenAPI describes."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import FastAPI, HTTPException, Path, Query, Request
from fastapi.responses import JSONResponse, Response

from corpus.web import answers, marks, searching, tables
from corpus.web.store import Row, Store
from schemas.errors import UserError
from schemas.tables import SCHEMA_VERSION, TABLES

TableName = Annotated[str, Path(description="name of the table", json_schema_extra={"enum": list(TABLES)})]
DocId = Annotated[str, Path(pattern="^[0-9a-f]{16}$", description="id of a document, 16 hexadecimal digits")]
_MISSING: dict[int | str, dict[str, Any]] = {404: {"description": "The corpus has none."}}
_WRONG: dict[int | str, dict[str, Any]] = {400: {"description": "A filter, column or order that makes no sense."}}


class Json(JSONResponse):
    """JSON in UTF-8; dates are ISO, a figure that is no number is null."""

    def render(self, content: Any) -> bytes:
        """Return the bytes of an answer."""
        return json.dumps(_simple(content), ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")


def _simple(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _simple(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_simple(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value.isoformat() if isinstance(value, dt.date) else value


def build(store: Store) -> FastAPI:
    """Return the API over the tables of a store."""
    app = FastAPI(
        title="vanban",
        version=str(SCHEMA_VERSION),
        description="The tables of a corpus of Vietnamese official texts. Spans are half-open character offsets "
        "into the text of the document: text[start:end] is what was read.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        default_response_class=Json,
    )

    @app.exception_handler(UserError)
    def _wrong(request: Request, error: UserError) -> Response:
        return Json({"detail": str(error)}, 400)

    def known(doc_id: str) -> Row:
        store.refresh()
        found = answers.document(store, doc_id)
        if found is None:
            raise HTTPException(404, "no document with this id")
        return found

    @app.get("/overview", summary="What is in the corpus", response_model=None)
    def overview() -> Row:
        """Documents by type, year and province, and the latest of them."""
        return answers.overview(store)

    @app.get("/search", summary="Search", responses=_WRONG, response_model=None)
    def search(
        request: Request,
        q: Annotated[str, Query(max_length=2000, description='words, "phrases", numbers in any spelling')] = "",
        doc_type: Annotated[list[str] | None, Query(description="Quyết định, Công văn, …")] = None,
        issuer: Annotated[list[str] | None, Query(description="issuing body: UBND tỉnh Bắc Ninh")] = None,
        year: Annotated[list[str] | None, Query(description="year of issue or publication")] = None,
        province_now: Annotated[list[str] | None, Query(description="province of today's 34 that it names")] = None,
        province: Annotated[list[str] | None, Query(description="province that it names, as it was then")] = None,
        grade: Annotated[list[str] | None, Query(description="đạt chuẩn, nâng cao, kiểu mẫu")] = None,
        findings: Annotated[
            list[str] | None, Query(description="severity or rule of a finding: error, suspect, info, A3, A4, …")
        ] = None,
        kind: Annotated[list[str] | None, Query(description="decision, dispatch, plan, …, news")] = None,
        source: Annotated[list[str] | None, Query(description="host, or first folder of the path")] = None,
        cites: Annotated[list[str] | None, Query(description="number of a document that it cites")] = None,
        date_from: Annotated[str | None, Query(description="first day, ISO")] = None,
        date_to: Annotated[str | None, Query(description="last day, ISO")] = None,
        sort: Annotated[Literal["relevance", "date", "-date"], Query(description="newest first: date")] = "relevance",
        page: Annotated[int, Query(ge=1, le=searching.MOST_PAGES, description="20 hits each")] = 1,
    ) -> Row:
        """Hits with the place in each that fits best (text[start:end] is the snippet), their number, and facets."""
        return asdict(searching.run(store.corpus, searching.read(request.query_params.multi_items())))

    @app.get("/documents/{doc_id}", summary="A document", responses=_MISSING, response_model=None)
    def document(doc_id: DocId) -> Row:
        """Its header values, where it came from, and its whole text."""
        return known(doc_id)

    @app.get(
        "/documents/{doc_id}/marks", summary="What was read in a document", responses=_MISSING, response_model=None
    )
    def marks_of(doc_id: DocId) -> list[Row]:
        """Its spans in the order of the text, each with its table, the row there, and why it is doubtful if it is."""
        return [
            {
                "table": mark.table,
                "start": mark.start,
                "end": mark.end,
                "doubts": list(mark.doubts),
                "row": dict(mark.row),
            }
            for mark in marks.of_document(store, known(doc_id))
        ]

    @app.get("/documents/{doc_id}/cites", summary="What a document cites", responses=_MISSING, response_model=None)
    def cites(doc_id: DocId) -> list[Row]:
        """One row for each number, with the dates given and the documents of the corpus that have it."""
        return answers.cites(store, known(doc_id))

    @app.get("/documents/{doc_id}/cited-by", summary="What cites a document", responses=_MISSING, response_model=None)
    def cited_by(doc_id: DocId) -> list[Row]:
        """One row for each document that cites its number, with how well that fits: same, number, other_date."""
        return answers.cited_by(store, known(doc_id))

    @app.get("/documents/{doc_id}/findings", summary="Findings of a document", responses=_MISSING, response_model=None)
    def findings_of(doc_id: DocId) -> list[Row]:
        """What it contradicts in itself, its portal or arithmetic: the statement and what speaks against it."""
        return answers.findings_of(store, known(doc_id))

    @app.get("/findings", summary="Findings of the corpus", response_model=None)
    def findings(
        severity: Annotated[str | None, Query(description="error, suspect, info")] = None,
        rule: Annotated[str | None, Query(description="rule of the audit: A3, A4, …")] = None,
        page: Annotated[int, Query(ge=1, le=10_000, description="20 findings each")] = 1,
    ) -> Row:
        """The surest first, each with both sentences, and how many there are of each severity and rule."""
        store.refresh()
        return answers.findings(store, severity, rule, page)

    @app.get("/decisions/{number:path}", summary="A cited number", responses=_MISSING, response_model=None)
    def decision(number: Annotated[str, Path(description="normalised number: 263/QĐ-TTg")]) -> Row:
        """Who cites it and with which date, what the corpus holds under it, and what the reference facts say."""
        store.refresh()
        found = answers.decision(store, number)
        if not found["mentions"] and not found["documents"] and not found["registry"]:
            raise HTTPException(404, "nothing cites this number")
        return found

    @app.get("/places/{code}", summary="An administrative unit", responses=_MISSING, response_model=None)
    def place(code: Annotated[str, Path(description="code of the national list: 24, 187, 07210")]) -> Row:
        """Documents that name it, figures about it, and the units before and after it."""
        store.refresh()
        found = answers.place(store, code)
        if found is None:
            raise HTTPException(404, "no unit with this code")
        return found

    @app.get("/issuers/{name:path}", summary="An issuing body", responses=_MISSING, response_model=None)
    def issuer(name: Annotated[str, Path(description="its name as documents give it: UBND tỉnh Bắc Ninh")]) -> Row:
        """Its documents, and what they cite."""
        store.refresh()
        found = answers.issuer(store, name)
        if found is None:
            raise HTTPException(404, "no document of this issuer")
        return found

    @app.get("/tables", summary="The tables", response_model=None)
    def all_tables() -> list[Row]:
        """What is in the corpus, table by table."""
        return [
            {"name": i.name, "rows": i.rows, "columns": list(i.columns), "bytes": i.size, "meaning": i.meaning}
            for i in store.tables()
        ]

    @app.get("/tables/{name}", summary="Rows of a table", responses=_WRONG | _MISSING, response_model=None)
    def table(
        request: Request,
        name: TableName,
        page: Annotated[int, Query(alias="_page", ge=1, le=100_000, description="page, from 1")] = 1,
        size: Annotated[int, Query(alias="_size", ge=1, le=500, description="rows of a page")] = 100,
        sort: Annotated[str | None, Query(alias="_sort", description="column to sort by")] = None,
        descending: Annotated[str | None, Query(alias="_desc", description="column to sort by, largest first")] = None,
    ) -> Row:
        """Any other parameter is a filter: column=value, or column__operator=value.

        Operators: is, not, has, starts, min, max, null, some.
        """
        if name not in TABLES:
            raise HTTPException(404, f"there are {', '.join(TABLES)}")
        store.refresh()
        asked = tables.question(name, request.query_params.multi_items())
        rows = tables.page(store, asked, page, size)
        return {"table": name, "page": page, "has_next": len(rows) > size, "rows": rows[:size]}

    return app


def operations(app: FastAPI) -> list[Row]:
    """Return what the API's own page shows: path, summary, description and parameters of each operation."""
    paths: Mapping[str, Any] = app.openapi()["paths"]
    return [
        {
            "method": method.upper(),
            "path": path,
            "summary": operation["summary"],
            "description": operation.get("description", ""),
            "parameters": [
                {"name": item["name"], "in": item["in"], "about": item.get("description", "")}
                for item in operation.get("parameters", ())
            ],
        }
        for path, methods in paths.items()
        for method, operation in methods.items()
    ]
