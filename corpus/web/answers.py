"""The questions that the screens ask, and their answers as plain values: the page shows them, the API sends them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from corpus.documents import agreement
from corpus.numbers import key
from corpus.web.marks import doubts
from corpus.web.store import Row, Store
from schemas import facts
from schemas.facts import Unit

MOST = 500
"""Rows of one list on a page; what is beyond is in the tables."""


# ---- the corpus


def overview(store: Store) -> Row:
    """Return what is in the corpus: documents by type, year and province of today, and the latest."""
    total = store.once("SELECT count(*) AS n, count(issue_date) AS dated FROM docs")[0]
    return {
        "documents": total["n"],
        "types": store.once(
            "SELECT coalesce(doc_type, CASE kind WHEN 'news' THEN 'news' ELSE 'other' END) AS value, count(*) AS n "
            "FROM docs GROUP BY 1 ORDER BY n DESC, value LIMIT 12"
        ),
        "years": store.once(
            "SELECT year(coalesce(issue_date, published_at)) AS value, count(*) AS n FROM docs "
            "GROUP BY 1 ORDER BY value DESC NULLS LAST LIMIT 15"
        ),
        "provinces": store.once(
            "SELECT code, arg_max(name, mentions) AS value, count(DISTINCT doc_id) AS n FROM place_docs "
            "WHERE level = 'province' AND code IS NOT NULL GROUP BY code ORDER BY n DESC, value LIMIT 15"
        ),
        "latest": store.once(
            "SELECT * FROM docs ORDER BY coalesce(issue_date, published_at) DESC NULLS LAST, doc_id LIMIT 8"
        ),
        "rejects": store.once("SELECT count(*) AS n FROM rejects")[0]["n"],
        "findings": store.once("SELECT count(*) AS n FROM findings")[0]["n"],
    }


# ---- a document


def document(store: Store, doc_id: str) -> Row | None:
    """Return a document with its text; null if there is none with this id."""
    found = store.of_document("documents", doc_id)
    return found[0] if found else None


def cites(store: Store, doc: Mapping[str, Any]) -> list[Row]:
    """Return what a document cites, one row for each number: mentions, dates given, and documents that we have."""
    rows = store.of_document("citations", doc["doc_id"])
    groups: dict[str, list[Row]] = {}
    for row in sorted((row for row in rows if not row["is_self"] and row["form"] != "anaphor"), key=_start):
        groups.setdefault(key(row["number_norm"]) if row["number_norm"] else f" {row['surface']}", []).append(row)
    held = holders(store, [number for number in groups if not number.startswith(" ")])
    found = []
    for number, mentions in groups.items():
        first = mentions[0]
        targets = [{**row, "fit": fit(mentions, row)} for row in held.get(number, ()) if row["doc_id"] != doc["doc_id"]]
        found.append(
            {
                "number_norm": first["number_norm"],
                "surface": first["surface"],
                "form": first["form"],
                "title": next((row["title"] for row in mentions if row["title"]), None),
                "doc_type": next((row["doc_type"] for row in mentions if row["doc_type"]), None),
                "issuer": next((row["issuer"] for row in mentions if row["issuer"]), None),
                "dates": sorted({row["date"] for row in mentions if row["date"]}),
                "relations": sorted({row["relation"] for row in mentions if row["relation"]}),
                "mentions": len(mentions),
                "start": first["start"],
                "end": first["end"],
                "doubts": sorted({doubt for row in mentions for doubt in doubts(row)}),
                "documents": [target for target in targets if target["fit"]],
            }
        )
    return found


def fit(mentions: Sequence[Mapping[str, Any]], doc: Mapping[str, Any]) -> str | None:
    """Return how well citations of a document's number fit it, beyond what `agreement` says.

    Returns:
        resolved; ambiguous (nothing but the number agrees); other_date, where another day is printed than the
        document's own; null where they cannot mean it.
    """
    state = agreement(mentions, doc)
    days = {row["date"] for row in mentions if row["date"] and len(row["date"]) == 10 and row["date"][0] != "-"}
    own = doc["issue_date"]
    return "other_date" if state and own and days and own.isoformat() not in days else state


def _start(row: Mapping[str, Any]) -> int:
    start: int = row["start"]
    return start


_FITS = ("resolved", "ambiguous", "other_date")


def holders(store: Store, keys: Sequence[str]) -> dict[str, list[Row]]:
    """Return the documents that have numbers, by the key of the number; of each, the first by date."""
    found: dict[str, list[Row]] = {}
    has = store.has_number(keys)
    for row in store.rows(f"SELECT * FROM numbered WHERE {has.sql} LIMIT {20 * MOST}", has.values):
        found.setdefault(key(row["number_norm"]), []).append(row)
    return {number: sorted(rows, key=lambda row: (_date(row), row["doc_id"])) for number, rows in found.items()}


def cited_by(store: Store, doc: Mapping[str, Any]) -> list[Row]:
    """Return the documents that cite a document, each with its first mention and how well that fits.

    Of a number that is mentioned more than 10,000 times only so many mentions are looked at.
    """
    if not doc.get("number_norm"):
        return []
    groups: dict[str, list[Row]] = {}
    has = store.has_number([key(doc["number_norm"])])
    asked = f'SELECT * FROM mentions WHERE {has.sql} ORDER BY doc_id, "start" LIMIT {20 * MOST}'
    for row in store.rows(asked, has.values):
        groups.setdefault(row["doc_id"], []).append(row)
    documents = store.short([doc_id for doc_id in groups if doc_id != doc["doc_id"]])
    found = []
    for doc_id, mentions in groups.items():
        state = fit(mentions, doc)
        if doc_id in documents and state:
            found.append({**mentions[0], "mentions": len(mentions), "fit": state, "document": documents[doc_id]})
    return sorted(found, key=lambda row: (_FITS.index(row["fit"]), _date(row["document"]), row["doc_id"]))


def _date(doc: Mapping[str, Any]) -> str:
    return str(doc.get("issue_date") or doc.get("published_at") or "9999")


def figures(store: Store, doc_id: str) -> list[Row]:
    """Return the counts, shares and amounts of a document, in the order of its text."""
    found = []
    for table in ("criteria", "quantities"):
        found += [{**row, "table": table, "doubts": doubts(row)} for row in store.of_document(table, doc_id)]
    return sorted(found, key=lambda row: (row["start"], row["end"]))


SEVERITIES = ("error", "suspect", "info")
"""How sure findings are, the surest first."""

FINDINGS = 20
"""Findings of one page."""


def context(text: str, start: int, end: int) -> tuple[str, str, str]:
    """Return the text before a span, the span and the text after it, as far as a reader needs, in whole words."""
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    is_cut, is_cut_after = start > _AROUND and "\n" not in before, end + _AROUND < len(text) and "\n" not in after
    before, after = before.rpartition("\n")[2], after.partition("\n")[0]
    if is_cut:
        before = f"… {before.partition(' ')[2]}"
    if is_cut_after:
        after = f"{after.rpartition(' ')[0]} …"
    return before, text[start:end], after


_AROUND = 110


def findings_of(store: Store, doc: Mapping[str, Any]) -> list[Row]:
    """Return the findings of a document, the surest first, each with the statement and what speaks against it."""
    rows = [_with_sentences(row, doc["text"]) for row in store.of_document("findings", doc["doc_id"])]
    return sorted(rows, key=lambda row: (_severity(row), row["start"]))


def _with_sentences(row: Row, text: str) -> Row:
    has_place = row["evidence_start"] is not None and row["evidence_end"] is not None
    return {
        **row,
        "said": context(text, row["start"], row["end"]),
        "against": context(text, row["evidence_start"], row["evidence_end"]) if has_place else None,
    }


def _severity(row: Mapping[str, Any]) -> int:
    return SEVERITIES.index(row["severity"]) if row["severity"] in SEVERITIES else len(SEVERITIES)


def findings(store: Store, severity: str | None, rule: str | None, page: int) -> Row:
    """Return a page of the findings of the whole corpus, the surest first, and how many there are of each sort."""
    counts = store.once("SELECT severity, rule, count(*) AS n FROM findings GROUP BY ALL ORDER BY rule, severity")
    order = " ".join(f"WHEN '{name}' THEN {at}" for at, name in enumerate(SEVERITIES))
    rows = store.rows(
        "SELECT * EXCLUDE (bucket) FROM findings WHERE ($1 IS NULL OR severity = $1) AND ($2 IS NULL OR rule = $2) "
        f'ORDER BY CASE severity {order} ELSE {len(SEVERITIES)} END, rule, doc_id, "start" '
        f"LIMIT {FINDINGS + 1} OFFSET {(page - 1) * FINDINGS}",
        [severity, rule],
    )
    texts: dict[str, Row | None] = {row["doc_id"]: None for row in rows[:FINDINGS]}
    for doc_id in texts:
        texts[doc_id] = document(store, doc_id)
    shown = [
        {**_with_sentences(row, doc["text"]), "document": {name: doc[name] for name in _SHOWN}}
        for row in rows[:FINDINGS]
        if (doc := texts[row["doc_id"]])
    ]
    return {
        "page": page,
        "has_next": len(rows) > FINDINGS,
        "total": sum(row["n"] for row in counts if severity in (None, row["severity"]) and rule in (None, row["rule"])),
        "severities": _summed(counts, "severity", rule=rule),
        "rules": _summed(counts, "rule", severity=severity),
        "findings": shown,
    }


_SHOWN = (
    "doc_id", "doc_type", "number", "title", "subject", "source", "issuer", "kind", "issue_date", "published_at",
    "parse_status",
)  # fmt: skip


def _summed(counts: Sequence[Row], column: str, **given: str | None) -> list[Row]:
    found: Counter[str] = Counter()
    for row in counts:
        if all(value in (None, row[name]) for name, value in given.items()):
            found[row[column]] += row["n"]
    values = sorted(found, key=lambda value: (_severity({"severity": value}), value))
    return [{"value": value, "n": found[value]} for value in values]


def versions(store: Store, doc_id: str) -> dict[str, list[Row]]:
    """Return what stood at the addresses of a document, version by version, and its copies of other bytes."""
    stood = store.rows(
        "SELECT * EXCLUDE (bucket) FROM versions WHERE url IN (SELECT url FROM versions WHERE doc_id = $1) "
        f"ORDER BY url, version LIMIT {MOST}",
        [doc_id],
    )
    copies = store.rows(
        "SELECT * EXCLUDE (bucket) FROM clusters WHERE cluster IN (SELECT cluster FROM clusters WHERE doc_id = $1) "
        f"ORDER BY is_best DESC, similarity DESC, doc_id LIMIT {MOST}",
        [doc_id],
    )
    documents = store.short(sorted({row["doc_id"] for row in (*stood, *copies)}))
    return {
        "versions": [{**row, "document": documents.get(row["doc_id"])} for row in stood],
        "copies": [{**row, "document": documents.get(row["doc_id"])} for row in copies],
    }


# ---- a decision

_WHEN = "coalesce(d.issue_date, d.published_at, DATE '9999-12-31')"


def decision(store: Store, number: str) -> Row:
    """Return what is known of a cited number: who cites it with which date, and documents and facts that have it."""
    has = store.has_number([key(number)])
    where, values = f"FROM mentions m WHERE m.{has.sql}", has.values
    whole = store.rows(f"SELECT count(*) AS mentions, count(DISTINCT doc_id) AS citing {where}", values)[0]
    dates = store.rows(
        f"SELECT m.date, count(*) AS mentions, count(DISTINCT doc_id) AS documents {where} GROUP BY m.date "
        f"ORDER BY m.date IS NULL, documents DESC, m.date LIMIT {MOST}",
        values,
    )
    citing: dict[str | None, list[Row]] = {}
    for row in store.rows(
        f"SELECT m.* FROM mentions m JOIN docs d USING (doc_id) WHERE m.{has.sql} "
        "QUALIFY row_number() OVER (PARTITION BY m.date, m.doc_id ORDER BY m.start) = 1 "
        f"AND dense_rank() OVER (PARTITION BY m.date ORDER BY {_WHEN}, doc_id) <= {MOST} ORDER BY {_WHEN}, doc_id",
        values,
    ):
        citing.setdefault(row["date"], []).append(row)
    documents = store.short(sorted({row["doc_id"] for rows in citing.values() for row in rows}))

    def counted(column: str, most: int = MOST) -> list[Row]:
        return store.rows(
            f"SELECT m.{column} AS value, count(*) AS n {where} AND m.{column} IS NOT NULL "
            f"GROUP BY 1 ORDER BY n DESC, value LIMIT {most}",
            values,
        )

    return {
        "number_norm": number,
        **whole,
        "dates": [
            {
                **entry,
                "citing": [{**row, "document": documents[row["doc_id"]]} for row in citing.get(entry["date"], ())],
            }
            for entry in dates
        ],
        "issuers": counted("issuer"),
        "types": counted("doc_type"),
        "relations": counted("relation"),
        "titles": counted("title", 5),
        "documents": holders(store, [key(number)]).get(key(number), []),
        "registry": list(_registry().get(key(number), ())),
    }


def _counted(values: Any) -> list[Row]:
    return [{"value": value, "n": n} for value, n in Counter(filter(None, values)).most_common()]


@lru_cache(maxsize=1)
def _registry() -> dict[str, tuple[dict[str, str], ...]]:
    """The decisions that the reference facts know, by the key of their number."""
    found: dict[str, tuple[dict[str, str], ...]] = {}
    for row in facts.rows("decisions"):
        found[key(row["number"])] = (*found.get(key(row["number"]), ()), row)
    return found


# ---- a place


@lru_cache(maxsize=1)
def _units() -> dict[str, tuple[Unit, ...]]:
    found: dict[str, tuple[Unit, ...]] = {}
    for unit in (*facts.provinces(), *facts.districts(), *facts.communes()):
        if unit.code:
            found[unit.code] = (*found.get(unit.code, ()), unit)
    return found


@lru_cache(maxsize=1)
def _predecessors() -> dict[str, tuple[Unit, ...]]:
    """Units by the code of a unit that took their place."""
    found: dict[str, tuple[Unit, ...]] = {}
    by_name = {unit.name: unit.code for unit in facts.provinces() if "34" in unit.era}
    for unit in (*facts.provinces(), *facts.districts(), *facts.communes()):
        for successor in unit.successors:
            code = by_name.get(successor, "") if unit.level == "province" else successor
            if code and unit.code and code != unit.code:
                found[code] = (*found.get(code, ()), unit)
    return found


def unit_row(unit: Unit) -> Row:
    """Return a unit as plain values."""
    return {
        "code": unit.code,
        "level": unit.level,
        "type": unit.type,
        "name": unit.name,
        "era": unit.era,
        "valid_from": unit.valid_from,
        "valid_to": unit.valid_to,
    }


def place(store: Store, code: str) -> Row | None:
    """Return what the corpus says of a unit; null if neither the facts nor the corpus know the code.

    Districts have three digits, communes five, provinces two; old and new units may share a code.
    """
    units = _units().get(code, ())
    named = "FROM place_docs p JOIN docs d USING (doc_id) WHERE p.code = $1"
    documents = store.rows(
        f'SELECT d.*, p.mentions, p."start" AS mark_start {named} '
        f"ORDER BY coalesce(d.issue_date, d.published_at) DESC NULLS LAST, d.doc_id LIMIT {MOST}",
        [code],
    )
    years = store.rows(
        f"SELECT year(coalesce(d.issue_date, d.published_at)) AS value, count(DISTINCT doc_id) AS n {named} "
        "GROUP BY 1 ORDER BY 1",
        [code],
    )
    if not units and not documents:
        return None
    levels = {unit.level for unit in units}
    names = sorted({name for unit in units for name in _spoken(unit)})
    after: dict[str, Unit] = {}
    above: dict[str, Unit] = {}
    for unit in units:
        for successor in unit.successors:
            for other in _successors(unit, successor):
                if other.code != code:
                    after[other.code] = other
        for other in _units().get(unit.parent, ())[:1]:
            above[other.code] = other
    return {
        "code": code,
        "units": [unit_row(unit) for unit in units],
        "above": [unit_row(unit) for unit in above.values()],
        "before": [unit_row(unit) for unit in _predecessors().get(code, ()) if unit.level in levels],
        "after": [unit_row(unit) for unit in after.values()],
        "years": [row for row in years if row["value"]],
        "undated": sum(row["n"] for row in years if not row["value"]),
        "total": sum(row["n"] for row in years),
        "documents": documents,
        "figures": _figures_of(store, code, names) if documents and names else [],
    }


def _successors(unit: Unit, successor: str) -> tuple[Unit, ...]:
    if unit.level == "province":
        return tuple(other for other in facts.provinces() if other.name == successor and "34" in other.era)
    return _units().get(successor, ())[-1:]


def _spoken(unit: Unit) -> tuple[str, ...]:
    named = f"{unit.type} {unit.name}"
    return (unit.name, named) if unit.level == "province" else (named,)


def _figures_of(store: Store, code: str, names: Sequence[str]) -> list[Row]:
    """Return the counts and shares about a place, from documents that name it, the newest first."""
    asked = ", ".join("?" * len(names))
    rows = store.rows(
        f"SELECT * EXCLUDE (place_name) FROM told WHERE place_name IN ({asked}) "
        "AND doc_id IN (SELECT doc_id FROM place_docs WHERE code = ?) "
        f'ORDER BY period DESC NULLS LAST, doc_id, "start" LIMIT {MOST}',
        [*names, code],
    )
    documents = store.short(sorted({row["doc_id"] for row in rows}))
    return [{**row, "doubts": doubts(row), "document": documents.get(row["doc_id"])} for row in rows]


# ---- an issuer


def issuer(store: Store, name: str) -> Row | None:
    """Return the documents of an issuing body, by its name as documents give it; null if there are none."""
    documents = store.rows("SELECT * FROM docs WHERE issuer = $1 ORDER BY issue_date DESC NULLS LAST, doc_id", [name])
    if not documents:
        return None
    cited = store.rows(
        "SELECT number_norm AS value, count(DISTINCT doc_id) AS n FROM citations WHERE NOT is_self "
        "AND number_norm IS NOT NULL AND state <> 'partial' AND doc_id IN (SELECT doc_id FROM docs WHERE issuer = $1) "
        "GROUP BY 1 ORDER BY n DESC, value LIMIT 15",
        [name],
    )
    years = Counter(row["issue_date"].year for row in documents if row["issue_date"])
    return {
        "name": name,
        "symbols": _counted(row["issuer_symbol"] for row in documents),
        "types": _counted(row["doc_type"] for row in documents),
        "signers": _counted(row["signer"] for row in documents)[:10],
        "years": [{"value": year, "n": n} for year, n in sorted(years.items())],
        "undated": sum(1 for row in documents if not row["issue_date"]),
        "total": len(documents),
        "documents": documents[:MOST],
        "cited": cited,
    }
