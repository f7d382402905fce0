"""The sites whose pages are read by declaration: one TOML file each, with CSS selectors as data.

A site is known by the address that a page gives for itself or was fetched from, else by marks that only its pages
have; never by a file's name. Each site has one or more layouts; of those that held at the date of the page (all,
where that is not known), the first whose selectors find something reads it. docs/reading.md says which sites were
tried on real pages.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from pipeline.parse import css

_NAME = re.compile(r"[#.][\w-]+")


@dataclass(frozen=True, slots=True)
class Fields:
    """Where a page says what its document is.

    Attributes:
        row: an element that holds labels and values.
        label: in it, what holds a label; without it cells take turns.
        value: in it, what holds the value; without it, what follows the label.
        without: what is no part of a value, such as tooltips.
    """

    row: str
    label: str = ""
    value: str = ""
    without: str = ""


@dataclass(frozen=True, slots=True)
class Relations:
    """Where a page names related documents.

    Attributes:
        group: an element with documents of one relation.
        item: in it, the link to one document.
        label: in it, the site's word for the relation; `name` stands in where the page prints none.
        name: see label.
        with_tail: the words after the link belong to it.
        without: what is no part of a link, such as its number in the list.
    """

    group: str
    item: str
    label: str = ""
    name: str = ""
    with_tail: bool = False
    without: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """How pages of a site are built.

    Attributes:
        since, until: first and last day of pages of this layout; null where not known.
        when: pages of this layout hold this; empty for all.
        headline: selectors of the line that the text begins with; the first that finds something counts.
        title: selectors of what the page calls the document, where that is no part of its text.
        body: selectors of the text; all of them, in the order of the page.
        drop: selectors of what in the body is none of it.
        published: selectors of the line that says when the page was published.
        fields, relations: see there.
        attachments: selectors of links to files.
    """

    since: dt.date | None = None
    until: dt.date | None = None
    when: str = ""
    headline: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    fields: tuple[Fields, ...] = ()
    relations: tuple[Relations, ...] = ()
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """A site or a family of sites that share one CMS.

    Attributes:
        id: its name in `documents.site`.
        name: what it is, in words.
        hosts: host names; a name stands for all hosts below it, too.
        marks: groups of selectors; a page that holds all of one group is of this site.
        layouts: newest first.
    """

    id: str
    name: str
    hosts: tuple[str, ...]
    marks: tuple[tuple[str, ...], ...]
    layouts: tuple[Layout, ...]

    def at(self, date: dt.date | None) -> Iterator[Layout]:
        """Yield the layouts that held at a date, then the others: a site may change before a page says so."""
        held = [layout for layout in self.layouts if _held(layout, date)]
        yield from held
        yield from (layout for layout in self.layouts if layout not in held)


def _held(layout: Layout, date: dt.date | None) -> bool:
    return date is None or ((layout.since or date) <= date <= (layout.until or date))


@cache
def sites() -> tuple[Site, ...]:
    """Return all declared sites, in the order of their ids.

    Raises:
        ValueError: a declaration has a key that means nothing.
    """
    folder = resources.files(__name__)
    found = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(_site(name.removesuffix(".toml"), (folder / name).read_text(encoding="utf-8")) for name in found)


def _site(name: str, source: str) -> Site:
    given = tomllib.loads(source)
    layouts = tuple(_layout(name, layout) for layout in given.pop("layout"))
    site = Site(
        name,
        given.pop("name"),
        tuple(given.pop("hosts", ())),
        tuple(map(tuple, given.pop("marks", ()))),
        layouts,
    )
    if given:
        raise ValueError(f"{name}.toml: no such key: {', '.join(given)}")
    return site


def _layout(name: str, given: dict[str, Any]) -> Layout:
    unknown = given.keys() - {item.name for item in fields(Layout)}
    if unknown:
        raise ValueError(f"{name}.toml: no such key in a layout: {', '.join(sorted(unknown))}")
    made: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}
    made["fields"] = tuple(Fields(**item) for item in given.get("fields", ()))
    made["relations"] = tuple(Relations(**item) for item in given.get("relations", ()))
    return Layout(**made)


@cache
def _by_host() -> dict[str, Site]:
    return {name: site for site in sites() for name in site.hosts}


@cache
def _marked() -> str:
    """Return a selector of the ids and classes in the marks of all sites: a page without any is asked no more.

    An element without id and classes is only asked whether it has some.
    """
    groups: dict[str, dict[str, None]] = {}
    for mark in dict.fromkeys(marks[0] for site in sites() for marks in site.marks):
        element = "".join(part.rpartition("]")[2] for part in mark.split("[")).split()[-1]  # without its attributes
        name = (_NAME.findall(element) or [mark])[-1]
        groups.setdefault({"#": "[id]", ".": "[class]"}.get(name[0], "*"), {})[name] = None
    return ", ".join(f"{group}:is({', '.join(marks)})" for group, marks in groups.items())


def find(tree: LexborHTMLParser, address: str | None) -> Site | None:
    """Return the site that a page is of, or None.

    Args:
        tree: the page.
        address: where the page says that it is, or was fetched from.
    """
    host = (urlsplit(address).hostname or "") if address else ""
    while host:
        if site := _by_host().get(host):
            return site
        host = host.partition(".")[2]  # a name stands for all hosts below it
    if not css.matches(tree.root, _marked()):
        return None
    return next((site for site in sites() if any(_has(tree, marks) for marks in site.marks)), None)


def _has(tree: LexborHTMLParser, marks: tuple[str, ...]) -> bool:
    return all(css.matches(tree.root, mark) for mark in marks)
