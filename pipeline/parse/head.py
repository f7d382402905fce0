"""What the head of a page says of it: its title and when it was published.

Only fields that mean the publication are read. A date of modification, the date that a template was made (DC.Date),
a year alone or a date that no page can have are none.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from pipeline.parse import css
from pipeline.parse.byline import valid

_PUBLISHED = frozenset(
    {
        "article:published_time",
        "og:published_time",
        "og:article:published_time",
        "article.published",
        "datepublished",
        "date.published",
        "published_time",
        "pubdate",
        "publishdate",
        "publish_date",
        "publish-date",
        "dc.date.issued",
        "dcterms.issued",
        "sailthru.date",
        "parsely-pub-date",
        "cxenseparse:recs:publishtime",
    }
)
_DAY = re.compile(
    r"\s*([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:[T ]([0-9]{2}):([0-9]{2})(?::[0-9]{2}(?:\.[0-9]{1,9})?)?\s*(Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_VIETNAM = dt.timezone(dt.timedelta(hours=7))
_SITE = re.compile(r"(?<!\s)\s+(?:[|»–—]|-{1,2}|::)\s+")
_GENERIC = re.compile(
    r"\s*(?:cổng|trang|website|báo điện tử|hệ thống|csdl|cơ sở dữ liệu|ubnd|ủy ban|uỷ ban|sở|bộ|home|untitled|chi tiết"
    r"|công báo|văn bản)\b.{0,80}",
    re.IGNORECASE,
)
_SAYS = 'meta, link[rel="canonical"], title, script[type="application/ld+json"], time'
_LONGEST_JSON = 200_000
_MOST_NODES = 2000
_LONGEST_TITLE = 600
_FEW_BLANKS = 3  # a title of fewer words names the site or a section of it


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says of itself.

    Attributes:
        title: its title, the name of the site left out; null if it only names the site.
        published_at: day of publication in Vietnam.
        addresses: what it gives for its own address, the surest first.
    """

    title: str | None
    published_at: dt.date | None
    addresses: tuple[str, ...] = ()


def read(tree: LexborHTMLParser) -> Head:
    """Return what a page declares of itself. One look for all of it: each goes through the whole page."""
    fields: dict[str, str] = {}
    scripts, times, canonical, name = list[str](), list[str](), "", ""
    for node in css.find(tree.root, _SAYS):
        tag = node.tag
        if tag == "meta":
            given = node.attributes
            if "content" in given:
                for key in ("property", "name", "itemprop"):
                    if said := given.get(key):
                        fields.setdefault(said.lower(), given["content"] or "")
        elif tag == "script":
            scripts.append(node.text())
        elif tag == "time":
            given = node.attributes
            if "pubdate" in given or given.get("itemprop") == "datePublished":
                times.append(given.get("datetime") or "")
        elif tag == "title":
            name = name or node.text()
        else:
            canonical = canonical or node.attributes.get("href") or ""
    dates = [day(fields[key]) for key in fields if key in _PUBLISHED]
    dates += [day(text) for text in _linked_data(scripts)]
    dates += [day(text) for text in times]
    titles = (fields.get("og:title", ""), name)
    return Head(
        next((title for title in map(_title, titles) if title), None),
        next((date for date in dates if date), None),
        tuple(address for address in (canonical, fields.get("og:url", "")) if address),
    )


def day(text: str) -> dt.date | None:
    """Return the day in Vietnam of an ISO date or time; None for a year or a month alone, or an impossible date."""
    found = _DAY.match(text)
    if found is None:
        return None
    date = valid(int(found[3]), int(found[2]), int(found[1]))
    if date is None or found[4] is None or found[6] is None:
        return date
    zone = dt.timedelta(0)
    if found[6] != "Z":
        zone = dt.timedelta(hours=int(found[6][1:3]), minutes=int(found[6][-2:])) * (-1 if found[6][0] == "-" else 1)
    try:
        moment = dt.datetime(date.year, date.month, date.day, int(found[4]), int(found[5]), tzinfo=dt.timezone(zone))
    except ValueError:
        return date
    return moment.astimezone(_VIETNAM).date()


def _title(text: str) -> str | None:
    """Return a title without the name of the site after it."""
    text = " ".join(text.split())
    parts = _SITE.split(text)
    if len(parts) > 1 and len(parts[0]) >= 0.4 * len(text):
        text = text[: text.rindex(parts[-1])].rstrip(" |»–—-:")
    return None if text.count(" ") < _FEW_BLANKS or len(text) > _LONGEST_TITLE or _GENERIC.fullmatch(text) else text


def _linked_data(scripts: Iterable[str]) -> Iterator[str]:
    """Yield the publication dates of the page's JSON-LD, articles before other things."""
    found: list[tuple[bool, str]] = []
    for text in scripts:
        if not 2 < len(text) <= _LONGEST_JSON:
            continue
        try:
            waiting = [json.loads(text, strict=False)]
        except (ValueError, RecursionError):
            continue
        for _ in range(_MOST_NODES):
            if not waiting:
                break
            item = waiting.pop()
            if isinstance(item, list):
                waiting += item
            elif isinstance(item, dict):
                date, kind = item.get("datePublished"), str(item.get("@type"))
                if isinstance(date, str) and date != item.get("legislationDate"):  # which is that of the document
                    found.append(("Article" in kind or "Posting" in kind, date))
                waiting += [value for value in item.values() if isinstance(value, dict | list)]
    yield from (date for _, date in sorted(found, key=lambda item: not item[0]))
