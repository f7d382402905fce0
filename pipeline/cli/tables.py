"""Show what is in a corpus; with the name of a table, its rows."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from pipeline.cli import out

EXAMPLE = "Example: vanban tables citations --corpus my-corpus --columns doc_id,surface,number_norm --limit 5"

_LONGEST = 40  # characters of a cell in the format table; the other formats have them all
# In the format table, what says most comes first and what repeats other columns last.
_FIRST = ("doc_id", "source", "surface", "number", "kind")
_LAST = ("row_id", "number_norm", "start", "end", "rule", "confidence", "sha256", "reader")


def command(
    corpus: out.CorpusOption,
    name: Annotated[str | None, typer.Argument(metavar="TABLE", help="documents, citations, …")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=0, help="Rows to show; 0: all.")] = 20,
    columns: Annotated[str | None, typer.Option(help="Only these, separated by commas.")] = None,
    format: out.FormatOption = out.Format.TABLE,
) -> None:
    """Tables."""
    from corpus import Corpus

    opened = Corpus.open(corpus)
    if name is None:
        show(opened, format)
        return
    wanted = [column.strip() for column in columns.split(",")] if columns else None
    if format is out.Format.TABLE:
        table = opened.table(name, wanted, limit or None)
        _show_rows(table.to_pylist(), table.column_names, are_chosen=wanted is not None)
        return
    writer = None
    for piece in opened.pieces(name, wanted, limit or None):
        writer = writer or out.Writer(format, piece.column_names)
        for batch in piece.to_batches(max_chunksize=1000):
            writer.write(batch.to_pylist())


def show(corpus: Any, format: out.Format) -> None:
    """Print one row for each table of a corpus."""
    rows = [
        {"table": info.name, "rows": info.rows, "columns": len(info.columns), "bytes": info.size,
         "a row is": info.meaning}
        for info in corpus.tables()
    ]  # fmt: skip
    out.Writer(format, list(rows[0])).write(rows)


def _show_rows(rows: list[dict[str, Any]], columns: list[str], are_chosen: bool) -> None:
    """Print rows as a table; if the columns were not chosen, those that have values and fit."""
    cells = [{name: _short(row[name]) for name in columns} for row in rows]
    filled = [name for name in columns if any(row[name] for row in cells)]
    shown = filled
    if not are_chosen:
        left = out.console().width
        shown = []
        filled.sort(key=lambda name: (name in _LAST, name not in _FIRST, _FIRST.index(name) if name in _FIRST else 0))
        for name in filled:
            left -= 2 + max(len(name), *(len(row[name]) for row in cells))
            if left < 0 and shown:
                break
            shown.append(name)
    out.Writer(out.Format.TABLE, shown or columns).write(cells)
    hidden = [name for name in filled if name not in shown]
    if hidden:
        out.error(f"not shown: {', '.join(hidden)} (choose with --columns)")


def _short(value: Any) -> str:
    text = out.plain(out.cell(value)[: 2 * _LONGEST])
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
