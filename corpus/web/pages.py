"""The screens: each takes a request and gives a page, made from an answer and a template."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response, StreamingResponse

from corpus.numbers import key
from corpus.reader import Corpus, CorpusError
from corpus.search import SORTS, Hit
from corpus.web import answers, api, cards, charts, marks, original, reading, searching, tables
from corpus.web.addresses import name, path
from corpus.web.language import CODES, Language, choose
from corpus.web.store import Row, Store
from schemas.tables import TABLES

TABS = ("details", "original", "cites", "cited-by", "figures", "findings", "versions")
_DOWNLOADS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


class Site:
    """The screens of one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.store = Store(corpus)
        self.api = api.build(self.store)
        self.pages = original.Pages()
        self.name = corpus.path.resolve().name
        folder = Path(str(resources.files("corpus.web") / "templates"))
        self.templates = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.templates.globals.update(
            name=name,
            path=path,
            cell=tables.cell,
            facts=cards.facts,
            amount=cards.amount,
            band=cards.band,
            TABS=TABS,
            INKS=marks.INKS,
        )

    def warm(self) -> None:
        """Make what the first requests would wait for: the templates, the counts of the first page, the units."""
        for template in self.templates.list_templates():
            self.templates.get_template(template)
        answers.overview(self.store)
        answers.place(self.store, "01")

    def language(self, request: Request) -> Language:
        """Return the language of a request."""
        return choose(request.query_params.get("lang"), request.headers.get("accept-language", ""))

    def show(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """Return a page made from a template."""
        language = self.language(request)
        asked = request.query_params.get("lang")
        held = {"lang": asked} if asked in CODES else {}

        def link(address: str, fragment: str = "", /, **parameters: Any) -> str:
            """Return an address of this site; it keeps the language that the reader has chosen."""
            given = {name: value for name, value in parameters.items() if value not in (None, "")}
            query = urlencode({**given, **held}, doseq=True)
            return address + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")

        def here(**changes: Any) -> str:
            """Return the address of this page with some parameters changed; None takes one out."""
            kept = [(key, value) for key, value in request.query_params.multi_items() if key not in changes]
            kept += [(key, str(value)) for key, value in changes.items() if value is not None]
            return quote(request.url.path) + (f"?{urlencode(kept)}" if kept else "")

        html = self.templates.get_template(template).render(
            t=language,
            link=link,
            here=here,
            asked_lang=held,
            base_url=str(request.base_url),
            corpus_name=self.name,
            as_of=self.store.as_of(),
            this_address=str(request.url),
            **values,
        )
        return HTMLResponse(html, status, {"Vary": "Accept-Language", "Cache-Control": "no-cache"})

    def error(self, request: Request, status: int, message: str) -> Response:
        """Return the page for an error: what happened and what to do."""
        kind = {400: "wrong", 404: "missing"}.get(status, "failed")
        return self.show(request, "error.html", status, kind=kind, message=message, code=status)

    # ---- screens

    def home(self, request: Request) -> Response:
        """What is in this corpus."""
        overview = answers.overview(self.store)
        return self.show(request, "home.html", overview=overview, chart=charts.by_year(overview["years"]))

    def search(self, request: Request) -> Response:
        """Hits with their snippets, and facets that narrow them."""
        asked = searching.read(request.query_params.multi_items())
        language = self.language(request)
        held = f"&lang={language.code}" if request.query_params.get("lang") in CODES else ""
        result, problem = None, None
        try:
            result = searching.run(self.corpus, asked)
        except CorpusError as error:  # no index, or it is being made
            problem = str(error)

        def address(**changes: Any) -> str:
            return urlencode(asked.pairs(**changes)) + held

        def words(field: str, value: str) -> str:
            group = {"kind": "kind", "findings": "finding"}.get(field)
            return language.value(group, value) if group else value

        return self.show(
            request,
            "search.html",
            asked=asked,
            result=result,
            problem=problem,
            facets=searching.choices(asked, result) if result else {},
            address=address,
            held=held,
            plain=urlencode([("q", asked.query)] if asked.query else []) + held,
            sorts=SORTS,
            per_page=searching.HITS,
            words=words,
            marked=searching.marked,
            hit_doc=_of_hit,
        )

    def search_csv(self, request: Request) -> Response:
        """The first hits of a search as CSV."""
        asked = replace(searching.read(request.query_params.multi_items()), page=1)
        result = searching.run(self.corpus, asked, searching.IN_A_FILE, facets=False)
        rows = ([getattr(hit, name) for name in searching.COLUMNS] for hit in result.hits)
        headers = {"Content-Disposition": _attachment("search.csv")}
        return Response(tables.csv_bytes(searching.COLUMNS, rows), headers=headers, media_type=_DOWNLOADS["csv"])

    def document(self, request: Request) -> Response:
        """A document as it reads, with its marks, its structure and the panel beside it."""
        doc = self._document(request)
        found = marks.of_document(self.store, doc)
        blocks = self.store.of_document("blocks", doc["doc_id"])
        blocks.sort(key=lambda block: block["ordinal"])
        cells = self.store.of_document("table_cells", doc["doc_id"])
        hidden = [ink for ink in request.query_params.get("hide", "name").split(",") if ink in marks.INKS]
        counts = {ink: sum(1 for mark in found if mark.ink == ink) for ink in marks.INKS}
        return self.show(
            request,
            "document.html",
            doc=doc,
            pieces=reading.pieces(doc["text"], blocks, cells, found),
            tree=reading.tree(blocks),
            counts=counts,
            doubtful=sum(1 for mark in found if mark.doubts),
            contradicted=sum(1 for mark in found if mark.ink == "finding"),
            hidden=hidden,
            hide={ink: _toggled(hidden, ink) for ink in marks.INKS},
            **self._panel(request, doc, found, blocks),
        )

    def panel(self, request: Request) -> Response:
        """The panel beside a document alone, for the script that changes it without a new page."""
        doc = self._document(request)
        blocks = self.store.of_document("blocks", doc["doc_id"])
        found = marks.of_document(self.store, doc)
        return self.show(request, "panel.html", doc=doc, **self._panel(request, doc, found, blocks))

    def _document(self, request: Request) -> Row:
        self.store.refresh()
        doc = answers.document(self.store, request.path_params["doc_id"])
        if doc is None:
            raise HTTPException(404)
        return doc

    def _panel(
        self, request: Request, doc: Row, found: Sequence[marks.Mark], blocks: Sequence[Mapping[str, Any]]
    ) -> dict[str, Any]:
        tab = request.query_params.get("tab", "details")
        tab = tab if tab in TABS else "details"
        span = _span(request.query_params.get("mark", ""))
        chosen = [mark for mark in found if span and (mark.start, mark.end) == span]
        values: dict[str, Any] = {
            "tab": tab,
            "span": span,
            "chosen": chosen,
            "anchor": f"s{span[0]}-{span[1]}" if span else "",
        }
        if chosen:
            values["leads"] = self._leads(chosen)
            values["sentence"] = answers.context(doc["text"], chosen[0].start, chosen[0].end)
        if tab == "details":
            values["portal"] = self.store.of_document("portal_fields", doc["doc_id"])
            values["links"] = self.store.of_document("links", doc["doc_id"])
            values["rejects"] = self.store.of_document("rejects", doc["doc_id"])
            values["spans"] = {item["field"]: item for item in doc["header_spans"]}
        elif tab == "original":
            values |= self._original(request, doc, span, blocks)
        elif tab == "cites":
            values["cites"] = cites = answers.cites(self.store, doc)
            values["graph"] = self._graph(doc, answers.cited_by(self.store, doc), cites)
        elif tab == "cited-by":
            values["cited_by"] = cited_by = answers.cited_by(self.store, doc)
            values["graph"] = self._graph(doc, cited_by, answers.cites(self.store, doc))
        elif tab == "findings":
            values["findings"] = answers.findings_of(self.store, doc)
        elif tab == "versions":
            values |= answers.versions(self.store, doc["doc_id"])
        else:
            values["figures"] = answers.figures(self.store, doc["doc_id"])
        return values

    def _leads(self, chosen: Iterable[marks.Mark]) -> dict[str, list[Row]]:
        """Return the documents of the corpus that have the number of a chosen citation."""
        numbers = {mark.row["number_norm"] for mark in chosen if mark.table == "citations" and mark.row["number_norm"]}
        held = answers.holders(self.store, [key(number) for number in numbers])
        return {number: held.get(key(number), []) for number in numbers}

    def _original(
        self, request: Request, doc: Row, span: tuple[int, int] | None, blocks: Sequence[Mapping[str, Any]]
    ) -> dict[str, Any]:
        """Return what the tab Original needs: which page, with which boxes; or which element of a kept page."""
        values: dict[str, Any] = {"view": "none", "page": 1, "boxes": [], "element": None, "size": None}
        media = doc["media_type"]
        if media == original.PDF:
            page = _whole(request.query_params.get("page"), 0)
            if not page and span:
                words = self.store.words(doc["doc_id"], f'"start" < {span[1]} AND "end" > {span[0]}')
                page = words[0]["page"] if words else _page(blocks, span)
            values["page"] = page = min(max(page, 1), doc["pages"] or 1)
            try:
                image = self.pages.draw(self.corpus, doc["sha256"], page, 1000)
            except original.NotDrawn:
                return {**values, "view": "broken"}
            if span:
                values["boxes"] = original.boxes(self.store.words(doc["doc_id"], f"page = {page}"), *span)
            return {**values, "view": "pdf", "size": image}
        if media in original.HTML:
            values["element"] = _element(blocks, span) if span else None
            values["view"] = "html"
        elif media.startswith("text/"):
            values["view"] = "text"
        return values

    def _graph(self, doc: Row, citing: Sequence[Row], cites: Sequence[Row]) -> charts.Graph | None:
        left = [
            (name(row["document"]), f"/documents/{row['doc_id']}", True, row["fit"] != "resolved") for row in citing
        ]
        right = [
            (row["number_norm"], f"/decisions/{path(row['number_norm'])}", bool(row["documents"]), bool(row["doubts"]))
            for row in cites
            if row["number_norm"]
        ]
        return charts.graph(doc["number"] or name(doc), left, right)

    def page_image(self, request: Request) -> Response:
        """One page of a PDF as PNG."""
        doc = self._document(request)
        if doc["media_type"] != original.PDF:
            raise HTTPException(404)
        try:
            image = self.pages.draw(
                self.corpus, doc["sha256"], request.path_params["page"], _whole(request.query_params.get("width"), 1000)
            )
        except original.NotDrawn as error:
            raise HTTPException(404) from error
        return Response(image.png, media_type="image/png", headers={"Cache-Control": "private, max-age=86400"})

    def kept(self, request: Request) -> Response:
        """A kept page of the web, harmless, for a sandboxed frame; a text as it came."""
        doc = self._document(request)
        data = original.kept(self.corpus, doc["sha256"])
        media = doc["media_type"]
        html = None
        if data is not None and media in original.HTML:
            html = original.harmless(original.decoded(data, doc["encoding"]), request.query_params.get("element"))
        elif data is not None and media.startswith("text/"):
            return Response(
                original.decoded(data, doc["encoding"]),
                media_type="text/plain; charset=utf-8",
                headers={"Content-Security-Policy": original.FRAME_POLICY},
            )
        if html is None:
            raise HTTPException(404)
        return HTMLResponse(html, headers={"Content-Security-Policy": original.FRAME_POLICY})

    def kept_bytes(self, request: Request) -> Response:
        """The kept bytes as a download, never shown by the browser itself."""
        doc = self._document(request)
        data = original.kept(self.corpus, doc["sha256"])
        if data is None:
            raise HTTPException(404)
        headers = {"Content-Disposition": _attachment(os.path.basename(doc["source"]) or doc["doc_id"])}
        return Response(data, media_type="application/octet-stream", headers=headers)

    def decision(self, request: Request) -> Response:
        """What is known of a cited number, in the corpus or not."""
        found = answers.decision(self.store, request.path_params["number"])
        if not found["mentions"] and not found["documents"] and not found["registry"]:
            raise HTTPException(404)
        return self.show(request, "decision.html", decision=found)

    def place(self, request: Request) -> Response:
        """A unit: documents, targets and reports; old and new units linked."""
        found = answers.place(self.store, request.path_params["code"])
        if found is None:
            raise HTTPException(404)
        return self.show(
            request,
            "place.html",
            place=found,
            chart=charts.by_year(found["years"]),
            course=charts.over_time(found["figures"]),
        )

    def issuer(self, request: Request) -> Response:
        """The documents of an issuing body."""
        found = answers.issuer(self.store, request.path_params["name"])
        if found is None:
            raise HTTPException(404)
        return self.show(request, "issuer.html", issuer=found, chart=charts.by_year(found["years"]))

    def findings(self, request: Request) -> Response:
        """What contradicts itself, its portal or arithmetic, in the whole corpus."""
        asked = {name: request.query_params.get(name) or None for name in ("severity", "rule")}
        page = min(max(_whole(request.query_params.get("page"), 1), 1), 10_000)
        self.store.refresh()
        return self.show(request, "findings.html", asked=asked, found=answers.findings(self.store, **asked, page=page))

    def all_tables(self, request: Request) -> Response:
        """The tables of the corpus."""
        return self.show(request, "tables.html", infos=self.store.tables())

    def table(self, request: Request) -> Response:
        """A page of rows."""
        if "_column" in request.query_params:
            return RedirectResponse(_with_filter(request), 303)
        asked = self._question(request)
        number = min(max(_whole(request.query_params.get("_page"), 1), 1), 10**6)
        rows = tables.page(self.store, asked, number)
        schema = TABLES[asked.table].schema
        return self.show(
            request,
            "table.html",
            asked=asked,
            meaning=TABLES[asked.table].meaning,
            columns=[(field.name, (field.metadata or {}).get(b"about", b"").decode()) for field in schema],
            rows=rows[: tables.ROWS],
            number=number,
            has_next=len(rows) > tables.ROWS,
            total=tables.count(self.store, asked),
            operators=list(tables.OPERATORS),
            without=[_without(request, item) for item in asked.filters],
            query=urlencode([pair for pair in request.query_params.multi_items() if pair[0] not in ("_page", "lang")]),
        )

    def download(self, request: Request) -> Response:
        """A table, or the rows of it that the filters leave, as a file."""
        format = request.path_params["format"]
        if format not in _DOWNLOADS:
            raise HTTPException(404)
        asked = self._question(request)
        headers = {"Content-Disposition": _attachment(f"{asked.table}.{format}")}
        if format == "csv":
            return StreamingResponse(tables.as_csv(self.store, asked), headers=headers, media_type=_DOWNLOADS[format])
        file = (tables.as_xlsx if format == "xlsx" else tables.as_parquet)(self.store, asked)
        return FileResponse(
            file,
            headers=headers,
            media_type=_DOWNLOADS[format],
            background=BackgroundTask(file.unlink, missing_ok=True),
        )

    def _question(self, request: Request) -> tables.Question:
        table = request.path_params["name"]
        if table not in TABLES:
            raise HTTPException(404)
        self.store.refresh()
        return tables.question(table, request.query_params.multi_items())

    def api_docs(self, request: Request) -> Response:
        """The addresses of the JSON API."""
        return self.show(request, "api.html", operations=api.operations(self.api))


# ---- addresses


def _attachment(filename: str) -> str:
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_.") else "_" for sign in filename)
    return f"attachment; filename=\"{plain[-100:]}\"; filename*=UTF-8''{quote(filename, safe='')}"


def _of_hit(hit: Hit) -> dict[str, Any]:
    """Return a hit as a row of documents, as far as names and facts of it are shown."""
    return {
        "doc_id": hit.doc_id, "doc_type": hit.doc_type, "number": hit.number, "title": hit.title, "subject": None,
        "source": hit.source, "issuer": hit.issuer, "kind": hit.kind, "issue_date": hit.issue_date,
        "published_at": None, "parse_status": "whole",
    }  # fmt: skip


def _with_filter(request: Request) -> str:
    """Return the address with the filter that the form of a table asks for."""
    asked = request.query_params
    operator = asked.get("_operator", "is")
    key = asked["_column"] if operator == "is" else f"{asked['_column']}__{operator}"
    kept = [pair for pair in asked.multi_items() if pair[0] not in ("_column", "_operator", "_value", "_page")]
    return f"{quote(request.url.path)}?{urlencode([*kept, (key, asked.get('_value', ''))])}"


def _without(request: Request, item: tables.Filter) -> str:
    """Return the address without one of its filters."""
    keys = (item.column, f"{item.column}__{item.operator}")
    pairs = request.query_params.multi_items()
    kept = [pair for pair in pairs if (pair[0] not in keys or pair[1] != item.value) and pair[0] != "_page"]
    return quote(request.url.path) + (f"?{urlencode(kept)}" if kept else "")


def _toggled(hidden: Sequence[str], ink: str) -> str | None:
    """Return what `hide` says once an ink has been switched; names are hidden unless it says otherwise."""
    changed = [other for other in hidden if other != ink] if ink in hidden else [*hidden, ink]
    return None if changed == ["name"] else ",".join(changed) or "none"


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else otherwise


def _span(text: str) -> tuple[int, int] | None:
    """Return the span of an address: mark=12-34."""
    start, _, end = text.partition("-")
    whole = (_whole(start, -1), _whole(end, -1))
    return whole if 0 <= whole[0] < whole[1] else None


def _innermost(blocks: Sequence[Mapping[str, Any]], span: tuple[int, int]) -> list[Mapping[str, Any]]:
    """Return the blocks that a span begins in, the innermost first."""
    over = [block for block in blocks if block["start"] <= span[0] < block["end"]]
    return sorted(over, key=lambda block: (block["end"] - block["start"], -block["ordinal"]))


def _page(blocks: Sequence[Mapping[str, Any]], span: tuple[int, int]) -> int:
    return next((block["page"] for block in _innermost(blocks, span) if block["page"]), 1)


def _element(blocks: Sequence[Mapping[str, Any]], span: tuple[int, int]) -> str | None:
    return next((block["element"] for block in _innermost(blocks, span) if block["element"]), None)
