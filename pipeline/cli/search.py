"""Find documents by words, "phrases", document numbers in any spelling, and fields.

Query language: docs/searching.md.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import out

if TYPE_CHECKING:
    from rich.text import Text

    from corpus import Hit, SearchResult

EXAMPLE = 'Example: vanban search "nông thôn mới nâng cao" --corpus my-corpus --province-now "Bắc Ninh" --year 2026'

_COLUMNS = (
    "doc_id", "source", "block", "score", "snippet", "start", "end", "highlights", "match", "path", "title", "number",
    "doc_type", "kind", "issuer", "issue_date",
)  # fmt: skip

Values = list[str] | None


def _filter(meaning: str) -> Any:
    return typer.Option(help=f"{meaning} May be given several times.")


def command(
    corpus: out.CorpusOption,
    query: Annotated[str, typer.Argument(metavar="QUERY", help="What to find; nothing: all documents.")] = "",
    doc_type: Annotated[Values, _filter("Quyết định, Công văn, …")] = None,
    issuer: Annotated[Values, _filter("Issuing body: UBND tỉnh Bắc Ninh.")] = None,
    province: Annotated[Values, _filter("Province as the text has it.")] = None,
    province_now: Annotated[Values, _filter("Province of today's 34.")] = None,
    year: Annotated[list[int] | None, _filter("Year of issue or publication.")] = None,
    source: Annotated[Values, _filter("Host that it came from, or first folder of its path.")] = None,
    kind: Annotated[Values, _filter("decision, dispatch, plan, report, …, news.")] = None,
    grade: Annotated[Values, _filter("đạt chuẩn, nâng cao, kiểu mẫu.")] = None,
    findings: Annotated[Values, _filter("Severity or rule of a finding: error, suspect, info, A3, A4, …")] = None,
    cites: Annotated[Values, _filter("Number of a document that it cites.")] = None,
    date_from: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day.")] = None,
    date_to: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day.")] = None,
    sort: Annotated[str, typer.Option(help="relevance, date (newest first) or -date.")] = "relevance",
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="Hits to show.")] = 10,
    offset: Annotated[int, typer.Option(min=0, help="Hits to pass by before that.")] = 0,
    meaning: Annotated[bool, typer.Option("--meaning", help="Also by meaning; see vanban index --meaning.")] = False,
    like: Annotated[str, typer.Option(metavar="DOC_ID", help="Not by a query: what means most like this.")] = "",
    format: out.FormatOption = out.Format.TABLE,
) -> None:
    """Search."""
    from corpus import Corpus, SearchResult

    opened = Corpus.open(corpus)
    if like:
        hits = opened.similar(like, limit)
        _print(SearchResult(hits, len(hits)), format)
        return
    result = opened.search(
        query,
        doc_type=doc_type or (),
        issuer=issuer or (),
        province=province or (),
        province_now=province_now or (),
        year=year or (),
        source=source or (),
        kind=kind or (),
        grade=grade or (),
        findings=findings or (),
        cites=cites or (),
        date_from=date_from and date_from.date(),
        date_to=date_to and date_to.date(),
        sort=sort,
        limit=limit,
        offset=offset,
        facets=format is out.Format.TABLE,
        semantic=meaning,
    )
    _print(result, format)


def _print(result: SearchResult, format: out.Format) -> None:
    """Print hits, and what there is to say of them on standard error."""
    if format is out.Format.TABLE:
        _show(result)
    else:
        out.Writer(format, _COLUMNS).write({name: getattr(hit, name) for name in _COLUMNS} for hit in result.hits)
    for typed, taken in result.corrections:
        out.error(f"{typed}: taken for {taken}")
    for note in result.notes:
        out.error(note)


def _show(result: SearchResult) -> None:
    """Print hits one below another, what was asked for marked, and the facets."""
    from rich.text import Text

    console = out.console()
    for hit in result.hits:
        date = hit.issue_date.isoformat() if hit.issue_date else None
        head = (hit.number, hit.title, hit.issuer, date)
        console.print(Text(out.plain(" · ".join(filter(None, head)) or hit.source), style="bold"))
        console.print(_marked(hit))
        path = f"{hit.path}, " if hit.path else ""
        where = f"  {hit.doc_id} {hit.source}, {path}characters {hit.start} to {hit.end}\n"
        console.print(Text(out.plain(where), style="dim"))
    console.print("1 document" if result.total == 1 else f"{result.total} documents")
    for name, values in result.facets.items():
        if values:
            shown = ", ".join(f"{value.value} {value.count}" for value in values[:6])
            console.print(Text(out.plain(f"  {name}: {shown}{', …' if len(values) > 6 else ''}"), style="dim"))


def _marked(hit: Hit) -> Text:
    from rich.text import Text

    shown, position = Text("  "), hit.start
    for start, end in hit.highlights:
        shown.append(out.plain(hit.snippet[position - hit.start : start - hit.start]))
        shown.append(f"▸{out.plain(hit.snippet[start - hit.start : end - hit.start])}◂", style="bold")
        position = end
    return shown.append(out.plain(hit.snippet[position - hit.start :]))
