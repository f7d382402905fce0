"""Pages → the links that matter to a source: documents, lists, attachments, also those behind a viewer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit, urlunsplit

from lxml import etree
from selectolax.lexbor import LexborHTMLParser
from w3lib.url import canonicalize_url, safe_url_string

from pipeline.crawl.source import ATTACHMENTS, Source, Target
from pipeline.limits import MAX_BYTES
from pipeline.parse.encoding import decode
from pipeline.refusals import ParseError

MOST_LINKS = 20_000
"""Links of one page that are looked at."""

LONGEST = 2_000
"""Characters of an address that is asked for."""

_ENDS = "|".join(ATTACHMENTS)
_IS_FILE = re.compile(rf"\.(?:{_ENDS})\Z", re.IGNORECASE)
# javascript:download('Ten.pdf','/files/12.pdf'), window.open("…")
_QUOTED = re.compile(rf"""["']([^"'<>\r\n]{{1,1000}}\.(?:{_ENDS})(?:\?[^"'<>\s]{{0,500}})?)["']""", re.IGNORECASE)
_REFRESH = re.compile(r"\s*\d{1,4}\s*[;,]\s*url\s*=\s*[\"']?([^\"'\s]+)", re.IGNORECASE)
_ATTRIBUTES = {"a": "href", "area": "href", "iframe": "src", "embed": "src", "object": "data", "link": "href"}
_SELECT = "a[href], area[href], iframe[src], embed[src], object[data], link[rel=next], [onclick]"


def clean(url: str, source: Source) -> str:
    """Return an address as it is asked for: escaped, without fragment and without parameters to be dropped."""
    parts = urlsplit(safe_url_string(url.strip(), encoding="utf-8"))
    query = "&".join(
        pair
        for pair in parts.query.split("&")
        if not any(fnmatchcase(pair.partition("=")[0], name) for name in source.drop_parameters)
    )
    host = parts.netloc.removesuffix({"http": ":80", "https": ":443"}.get(parts.scheme.lower(), ":"))
    return urlunsplit((parts.scheme.lower(), host, parts.path or "/", query, ""))


def identity(url: str) -> str:
    """Return what two forms of the same address have in common."""
    return str(canonicalize_url(url))


def find(source: Source, page: Target, url: str, data: bytes) -> Iterator[Target]:
    """Yield what a page leads to, each once, in the order of the page.

    Args:
        source: decides what is wanted.
        page: as what the page was asked for.
        url: its address, which relative links start from.
        data: its content.
    """
    seen = {clean(url, source)}
    found = _xml(source, page, url, data) if page.kind in ("sitemap", "feed") else _html(source, page, url, data)
    for target in found:
        if target.url not in seen and len(target.url) <= LONGEST:
            seen.add(target.url)
            yield target


def _xml(source: Source, page: Target, url: str, data: bytes) -> Iterator[Target]:
    """Sitemaps, indexes of sitemaps, RSS and Atom."""
    if data[:2] == b"\x1f\x8b":
        data = _unpacked(data)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    root = etree.fromstring(data, parser) if data.strip() else None
    if root is None:
        return
    is_index = etree.QName(root).localname == "sitemapindex"
    places = (
        "//*[local-name()='url' or local-name()='sitemap']/*[local-name()='loc']/text()"
        " | //*[local-name()='item']/*[local-name()='link']/text()"
        " | //*[local-name()='entry']/*[local-name()='link'][not(@rel) or @rel='alternate']/@href"
        " | //*[local-name()='enclosure']/@url"
    )
    for text in root.xpath(places)[: 50 * MOST_LINKS]:
        target = _absolute(source, url, str(text))
        if not target:
            continue
        if is_index:
            if source.is_ours(target) and page.hops < 3:
                yield Target(target, "sitemap", url, page.hops + 1)
            continue
        kind = source.kind(target)
        if kind and source.is_ours(target, kind):
            yield Target(target, kind, url)


def _unpacked(data: bytes) -> bytes:
    import zlib

    return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, MAX_BYTES)


def _html(source: Source, page: Target, url: str, data: bytes) -> Iterator[Target]:
    try:
        tree = LexborHTMLParser(decode(data).text)
    except ParseError:
        return
    base = tree.css_first("base[href]")
    start = urljoin(url, (base.attributes.get("href") or "").strip()) if base else url
    refresh = tree.css_first("meta[http-equiv=refresh i]")
    moved = _REFRESH.match(refresh.attributes.get("content") or "") if refresh else None
    if moved and page.hops < 5:
        target = _absolute(source, start, moved[1])
        if target and source.is_ours(target, page.kind):
            yield Target(target, page.kind, url, page.hops + 1)
    wanted = _wanted(source, page)
    for node in tree.css(_SELECT)[:MOST_LINKS]:
        attributes = node.attributes
        raw = attributes.get(_ATTRIBUTES.get(node.tag or "", "")) or ""
        is_script = raw[:11].lower() == "javascript:"
        places = [] if is_script else [raw]
        for script in filter(None, (raw if is_script else "", attributes.get("onclick"))):
            # downloadfile('12.pdf', '/files/12.pdf'): a name to be shown is no address
            places += [place for place in _QUOTED.findall(script[:4000]) if "/" in place]
        for place in places:
            found = _resolve(source, start, place)
            if found and found[1] in wanted:
                target, kind = found
                hops = page.hops + 1 if kind == "viewer" else 0
                if hops <= 3:
                    yield Target(target, kind, url, hops)


def _resolve(source: Source, base: str, place: str) -> tuple[str, str] | None:
    """Return the address that a link leads to, and what it is; null if the source does not want it.

    Most links of a page are in the menu of every page: those that do not depend on the page are remembered.
    """
    is_rooted = place[:1] == "/" or "://" in place[:8]
    key = (base[: base.find("/", 8) + 1], place)
    memo = source.memo
    if is_rooted and key in memo:
        return memo[key]
    target = _absolute(source, base, place)
    found = None
    if target:
        file = _behind_viewer(source, target)
        if file and source.kind(file) == "attachment":
            target = file
        kind = source.kind(target)
        found = (target, kind) if kind and source.is_ours(target, kind) else None
    if is_rooted:
        if len(memo) >= MOST_LINKS:
            memo.clear()
        memo[key] = found
    return found


def _wanted(source: Source, page: Target) -> tuple[str, ...]:
    if page.kind == "list" or (page.kind == "document" and source.follow_documents):
        return ("document", "list", "attachment", "viewer")
    return ("attachment", "viewer")


def _absolute(source: Source, base: str, place: str) -> str | None:
    place = place.strip()
    if not place or place.startswith("#"):
        return None
    try:
        url = urljoin(base, place)
        return clean(url, source) if url[:8].lower().startswith(("http://", "https://")) else None
    except ValueError:
        return None


def _behind_viewer(source: Source, url: str) -> str | None:
    """Return the file that an address only shows: /viewer.html?file=/files/12.pdf."""
    parts = urlsplit(url)
    if _IS_FILE.search(parts.path):
        return None
    for _, value in parse_qsl(parts.query[:LONGEST]):
        if _IS_FILE.search(urlsplit(unquote(value)).path):
            return _absolute(source, url, unquote(value))
    return None
