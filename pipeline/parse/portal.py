"""What a page says beside the text of its document: fields, related documents, attached files, its address.

Nothing here is mixed with what is read from the text: portals err. Values are kept as they are printed, with a
normalised form where there is one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, lru_cache
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractors import numbers, organisations, person_names, places
from extractors.bodies import known_body
from extractors.context import Context
from extractors.shadow import Shadow
from extractors.signature import without_rank
from pipeline.limits import MAX_LINKS
from pipeline.parse import attributes, byline, css
from pipeline.parse.attributes import Pair
from pipeline.parse.lines import plain
from pipeline.parse.sites import Fields, Layout, Relations
from schemas import facts
from schemas.records import Link, PortalField

_DATE = re.compile(r"(?<!\d)(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})(?!\d)")
_WORDED = re.compile(r"(?<!\d)(\d{1,2})\s{1,3}tháng\s{1,3}(\d{1,2})\s{1,3}năm\s{1,3}(\d{4})(?!\d)", re.IGNORECASE)
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_SEVERAL = re.compile(r"\s{0,4}[,;]\s{0,4}|\s{1,4}[-–]\s{1,4}")
_FIRST_YEAR = 1945
_COUNT = re.compile(r"\s*\(\s*\d{1,6}\s*\)\s*$")
_SAVED = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://\S{1,2000})")
_SCRIPTED = re.compile(r"'(/[^']{1,1000})'")
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|rtf|odt|ods|zip|rar|7z)(?:$|[?#])", re.IGNORECASE)
_LONGEST = 2_000  # characters of a value; what is longer is no field
_HEAD = 2_000


# ---- address


def address(said: Iterable[str], source: str, name: str = "") -> str | None:
    """Return the address of a page: what it gives for its own, else what it was fetched from; null if unknown.

    Args:
        said: what its head gives.
        source: its HTML.
        name: what it was read under.
    """
    saved = _SAVED.search(source, 0, _HEAD)
    found = (*said, saved[1] if saved else "", name)
    return next((text.strip() for text in found if text and _is_address(text.strip())), None)


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


# ---- fields


def fields(pairs: Iterable[Pair]) -> tuple[PortalField, ...]:
    """Return labels and values as fields, each once, in the order of the page."""
    found: dict[PortalField, None] = {}
    for printed_label, printed in pairs:
        label, value = printed_label.strip(" :"), printed.strip()
        if label and value and len(value) <= _LONGEST:
            field = attributes.field_of(label)
            is_date = field.endswith("_date") or field == "published_at" or label.casefold().startswith("ngày ")
            found[PortalField(field, label, value, normalised("_date" if is_date else field, value))] = None
    return _with_issuer(tuple(found))


def _with_issuer(found: tuple[PortalField, ...]) -> tuple[PortalField, ...]:
    """Return the fields, an issuer that is only a place (Tỉnh Bắc Ninh) with the body that the number has."""
    symbols = {
        token.issuer_symbol for field in found if field.field == "number" for token in numbers.scan(plain(field.value))
    }
    if len(symbols) != 1 or not symbols <= {"UBND", "HĐND"}:
        return found
    (symbol,) = symbols
    return tuple(
        replace(field, value_norm=body(f"{symbol} {field.value}"))
        if field.field == "issuer" and field.value_norm is None
        else field
        for field in found
    )


def of_one_document(found: tuple[PortalField, ...]) -> tuple[PortalField, ...]:
    """Return the fields, or none if they name several numbers or days of issue: they are of several documents."""
    for name in ("number", "issue_date"):
        if len({field.value_norm or field.value for field in found if field.field == name}) > 1:
            return ()
    return found


def normalised(field: str, value: str) -> str | None:
    """Return the normal form of a value: an ISO date, a document number, the name of a type, of a body, of a person.

    Null where there is none, or it is not sure: the issuer `Tỉnh Bắc Ninh` is UBND or HĐND.
    """
    if field == "_date":
        date = _date(value)
        return date.isoformat() if date else None
    if field == "number":
        return number(value)
    if field == "doc_type":
        return _types().get(value.casefold())
    if field == "issuer":
        return body(value)
    if field == "signer":
        return person(value)
    return None


@lru_cache(maxsize=4096)
def body(text: str) -> str | None:
    """Return the name of the body that a text is, as headers have it: UBND tỉnh Bắc Ninh; of several, all or none."""
    known = known_body(text)
    if known:
        return known
    shadow = Shadow(text)
    found = list(organisations.find(shadow, Context(), places.find(shadow, Context())))
    if len(found) == 1 and (found[0].start, found[0].end) == (0, len(text)):
        return found[0].name
    parts = [part for part in _SEVERAL.split(text) if part]
    names = [body(part) for part in parts] if len(parts) > 1 else []
    return " - ".join(name for name in names if name) if names and all(names) else None


@lru_cache(maxsize=4096)
def person(text: str) -> str | None:
    """Return the name of the person that a text is, in its usual writing and without a rank."""
    name = without_rank(text)
    found = next(person_names.candidates(Shadow(name)), None)
    return found.usual if found and (found.start, found.end) == (0, len(name)) else None


def number(text: str) -> str | None:
    """Return the first document number in a text, normalised; null if there is none."""
    token = next(numbers.scan(plain(text)), None) if "/" in text else None
    return token.norm if token else None


def _date(text: str) -> dt.date | None:
    for pattern in (_DATE, _WORDED, _ISO):
        found = pattern.search(text)
        if found:
            day, month, year = (
                int(group) for group in (found.groups() if pattern is not _ISO else found.groups()[::-1])
            )
            try:
                return dt.date(year, month, day) if year >= _FIRST_YEAR else None
            except ValueError:
                return None
    return None


@cache
def _types() -> dict[str, str]:
    names = [*(row["doc_type"].capitalize() for row in facts.rows("kinds")), *facts.doc_type_codes().values()]
    return {name.casefold(): name for name in names}


def declared(tree: LexborHTMLParser, wanted: Fields) -> Iterator[Pair]:
    """Yield the labels and values of the rows that a layout declares."""
    _leave_out(tree, wanted.row, wanted.without)
    for row in css.find(tree.root, wanted.row):
        yield from _pairs(row, wanted)


def _leave_out(tree: LexborHTMLParser, outer: str, inner: str) -> None:
    """Take out of a page what the second selector finds in what the first does."""
    for node in _within(tree, outer, inner) if inner else ():
        node.decompose()


def _within(tree: LexborHTMLParser, outer: str, inner: str) -> Iterable[LexborNode]:
    """Return what one selector finds in what another does, with one look at the page where that is possible."""
    if "," not in outer:
        return css.find(tree.root, f"{outer} :is({inner})")
    return [node for around in css.find(tree.root, outer) for node in css.find(around, inner)]


def _pairs(row: LexborNode, wanted: Fields) -> Iterator[Pair]:
    if wanted.value:
        value = css.first(row, wanted.value)
        label = css.first(row, wanted.label) if wanted.label else None
        if value is not None:
            printed = _words(value)
            yield (_words(label) if label else _words(row).removesuffix(printed)).strip(" :"), printed.strip("() ")
        return
    cells = [cell for cell in row.iter() if cell.tag in ("td", "th", "dt", "dd")]
    if not cells:  # a label, and its value after it
        label = css.first(row, wanted.label) if wanted.label else None
        whole = _words(row)
        name = _words(label) if label else whole.partition(":")[0]
        yield name.strip(" :"), whole.removeprefix(name).strip(" :")
        return
    name, values = "", list[str]()
    labels = {node.mem_id for node in css.find(row, wanted.label)} if wanted.label else set[int]()
    for cell in cells:
        text = _words(cell)
        is_label = cell.mem_id in labels if wanted.label else bool(attributes.label_of(text))
        if is_label:
            yield from attributes.named(name, values)
            name, values = text.rstrip(" :"), []
        elif text.strip(" :"):
            values.append(text)
    if name:
        yield from attributes.named(name, values)


def _words(node: LexborNode) -> str:
    several = css.find(node, "li, a") if node.tag == "td" else []
    if len(several) > 1:  # one value each
        several = [part for part in several if part.tag == "li"] or several
        parts = [" ".join(part.text(separator=" ").split()) for part in several]
        if sum(map(len, parts)) >= len("".join(node.text().split())):
            return ", ".join(parts)
    return " ".join(node.text(separator=" ").split())


# ---- links


def links(tree: LexborHTMLParser, layout: Layout, base: str | None) -> tuple[Link, ...]:
    """Return the related documents and the attached files that a layout declares, each once."""
    found: dict[Link, None] = {}
    for wanted in layout.relations:
        for link in _relations(tree, wanted, base):
            found[link] = None
    for selector in layout.attachments:
        for node in css.find(tree.root, selector):
            file = attachment(_words(node), node.attributes.get("href") or "", base)
            if file is not None:
                found[file] = None
    return tuple(found)[:MAX_LINKS]


def _relations(tree: LexborHTMLParser, wanted: Relations, base: str | None) -> Iterator[Link]:
    _leave_out(tree, wanted.group, wanted.without)
    if not wanted.label:
        yield from _documents(_within(tree, wanted.group, wanted.item), wanted.name, wanted, base)
        return
    for group in css.find(tree.root, wanted.group):
        label = css.first(group, wanted.label)
        name = _COUNT.sub("", _words(label)) if label else wanted.name
        yield from _documents(css.find(group, wanted.item), name, wanted, base)


def _documents(nodes: Iterable[LexborNode], name: str, wanted: Relations, base: str | None) -> Iterator[Link]:
    """Yield the documents that stand under one word for a relation."""
    code = relation(name)
    for node in nodes:
        text = _words(node)
        if wanted.with_tail:
            text = f"{text} {_tail(node)}".strip()
            text = text.rstrip(" );") if text.count(")") > text.count("(") else text
        href = node.attributes.get("href") or ""
        other = number(text) if name or href not in ("", "#") else None
        if text and (href not in ("", "#") or other):
            yield Link("relation", code, name or None, text[:_LONGEST], other, absolute(href, base))


def _tail(node: LexborNode) -> str:
    """Return the words between a link and the next one."""
    words: list[str] = []
    after = node.next
    while after is not None and after.tag != "a":
        words.append(after.text() if after.tag != "-text" else after.text_content or "")
        after = after.next
    return " ".join(" ".join(words).split()).strip(" ;")


@cache
def _relation_codes() -> dict[str, str]:
    return {row["label"].casefold(): row["relation"] for row in facts.rows("page_relations")}


def relation(label: str) -> str | None:
    """Return the code of a site's word for a relation; null for a word that is not known."""
    return _relation_codes().get(label.strip(" :").casefold())


def attachment(text: str, href: str, base: str | None) -> Link | None:
    """Return a link to a file; null if the address leads nowhere."""
    scripted = _SCRIPTED.search(href) if href.startswith("javascript:") else None
    url = absolute(scripted[1] if scripted else href, base)
    return Link("attachment", None, None, text or (url or "").rpartition("/")[2], None, url) if url else None


def is_file(href: str) -> bool:
    """Whether an address looks like that of a document file."""
    return bool(_FILE.search(href))


def absolute(href: str, base: str | None) -> str | None:
    """Return an address, made absolute where the page's own is known; null for what is none."""
    href = href.strip()
    if not href or href.startswith(("#", "javascript:", "data:", "mailto:", "tel:")):
        return None
    if not base or href.startswith(("http://", "https://")):
        return href
    try:
        return _origin(base) + href if href[0] == "/" and href[1:2] != "/" else urljoin(base, href)
    except ValueError:
        return None


@lru_cache(maxsize=64)
def _origin(base: str) -> str:
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}"


def published(tree: LexborHTMLParser, layout: Layout) -> dt.date | None:
    """Return the day on which a page was published, from the line that its layout declares."""
    for selector in layout.published:
        node = css.first(tree.root, selector)
        if node is None:
            continue
        read = byline.read(" ".join((node.attributes.get("title") or "", _words(node))).strip()) or byline.read(
            _words(node)
        )
        if read:
            return read[0]
    return None
