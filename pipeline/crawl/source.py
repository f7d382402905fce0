"""Sources: what a crawl may ask for, declared in one YAML file each (docs/crawling.md says how)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from itertools import product
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from schemas.errors import UserError
from schemas.tables import TABLES

FOLDER = resources.files("pipeline.crawl") / "sources"
SUFFIX = ".yaml"

_Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,40}$")]
_Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+", max_length=2000)]
_Host = Annotated[str, StringConstraints(pattern=r"^(\*\.)?[a-z0-9][a-z0-9.:-]*$")]
_Pattern = Annotated[str, StringConstraints(min_length=1, max_length=300)]
_Hours = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_HANOI = dt.timezone(dt.timedelta(hours=7))

ATTACHMENTS = ("pdf", "doc", "docx", "rtf", "odt", "xls", "xlsx", "ods", "zip")
"""Endings of addresses that are attachments wherever a page names them."""

_ENDS = tuple(f".{end}" for end in ATTACHMENTS)


class SourceError(UserError):
    """A source that is not declared, or declared wrongly."""


@dataclass(frozen=True, slots=True)
class Target:
    """Something to ask for.

    Attributes:
        url: its address.
        kind: list, sitemap, feed, document, attachment, viewer.
        via: address of the page that named it.
        hops: viewers and sitemap indexes that led here.
        attempt: 1, and one more for each time it is asked for again.
        chain: the addresses that redirected here.
    """

    url: str
    kind: str
    via: str | None = None
    hops: int = 0
    attempt: int = 1
    chain: tuple[str, ...] = ()


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Seed(_Strict):
    """Where a crawl begins: exactly one of list, document, sitemap, feed, range, search."""

    list: _Url | None = None
    document: _Url | None = None
    sitemap: _Url | None = None
    feed: _Url | None = None
    range: _Url | None = None
    search: _Url | None = None
    first: int = 1
    last: int = 1
    step: Annotated[int, Field(gt=0)] = 1
    queries: tuple[str, ...] = ()
    kind: Literal["list", "document"] | None = None

    @model_validator(mode="after")
    def _check(self) -> Seed:
        given = [name for name in _SEEDS if getattr(self, name)]
        if len(given) != 1:
            raise ValueError(f"a seed has exactly one of {', '.join(_SEEDS)}")
        if self.range and "{id}" not in self.range:
            raise ValueError("range needs {id} in its address")
        if self.search and ("{query}" not in self.search or not self.queries):
            raise ValueError("search needs {query} in its address, and queries")
        if self.last < self.first:
            raise ValueError("last is less than first")
        return self

    def size(self) -> int:
        """Return how many addresses the seed stands for."""
        pages = len(range(self.first, self.last + 1, self.step))
        if self.range:
            return pages
        return len(self.queries) * (pages if "{page}" in self.search else 1) if self.search else 1

    def targets(self) -> Iterator[Target]:
        """Yield what the seed stands for, in order."""
        if self.range:
            for number in range(self.first, self.last + 1, self.step):
                yield Target(self.range.replace("{id}", str(number)), self.kind or "document")
        elif self.search:
            pages = range(self.first, self.last + 1, self.step) if "{page}" in self.search else range(1)
            for query, page in product(self.queries, pages):
                url = self.search.replace("{query}", quote(query, safe="")).replace("{page}", str(page))
                yield Target(url, self.kind or "list")
        else:
            name = next(name for name in _SEEDS if getattr(self, name))
            yield Target(getattr(self, name), name)


_SEEDS = ("list", "document", "sitemap", "feed", "range", "search")


class Links(_Strict):
    """Which addresses are what; `*` in a pattern stands for any characters, and the scheme is left out."""

    document: tuple[_Pattern, ...] = ()
    attachment: tuple[_Pattern, ...] = ()
    list: tuple[_Pattern, ...] = ()
    viewer: tuple[_Pattern, ...] = ()
    ignore: tuple[_Pattern, ...] = ()


class Expect(_Strict):
    """What a run that went well has at least; a run below it says so."""

    documents: Annotated[int, Field(ge=0)] = 0
    filled: dict[str, Annotated[float, Field(ge=0, le=1)]] = {}

    @model_validator(mode="after")
    def _check(self) -> Expect:
        unknown = set(self.filled) - set(TABLES["documents"].schema.names)
        if unknown:
            raise ValueError(f"documents has no column {min(unknown)!r}")
        return self


class Checked(_Strict):
    """What is known of the declaration: whether it was tried against the live site."""

    live: bool
    tried: Annotated[str, StringConstraints(min_length=1)]
    not_tried: Annotated[str, StringConstraints(min_length=1)]


class Source(_Strict):
    """One declared source."""

    name: _Name
    title: str
    publisher: str
    url: _Url
    hosts: Annotated[tuple[_Host, ...], Field(min_length=1)]
    attachment_hosts: tuple[_Host, ...] = ()
    seeds: Annotated[tuple[Seed, ...], Field(min_length=1)]
    links: Links = Links()
    follow_documents: bool = False
    drop_parameters: tuple[_Pattern, ...] = ("utm_*", "fbclid", "gclid")
    delay: Annotated[float, Field(ge=0, le=3600)] = 5.0
    concurrency: Annotated[int, Field(ge=1, le=16)] = 1
    window: str | None = None
    timeout: Annotated[float, Field(gt=0, le=600)] = 60.0
    retries: Annotated[int, Field(ge=0, le=20)] = 4
    patience: Annotated[float, Field(ge=0, le=86400)] = 900.0
    max_requests: Annotated[int, Field(gt=0)] = 100_000
    recheck_days: Annotated[float, Field(ge=0)] = 0.0
    expect: Expect = Expect()
    checked: Checked

    @model_validator(mode="after")
    def _check(self) -> Source:
        if self.window is not None and not _Hours.fullmatch(self.window):
            raise ValueError("window is of the form 22:00-06:00 (time of Hà Nội)")
        return self

    def targets(self) -> Iterator[Target]:
        """Yield the seeds, in order."""
        for seed in self.seeds:
            yield from seed.targets()

    def is_ours(self, url: str, kind: str = "document") -> bool:
        """Return whether an address is on a host that the source may be asked at."""
        hosts = self.hosts + self.attachment_hosts if kind == "attachment" else self.hosts
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and any(
            name.endswith(host[1:]) if host.startswith("*.") else name == host
            for host in hosts
            for name in {parts.netloc.rpartition("@")[2].lower(), (parts.hostname or "").lower()}
        )

    def kind(self, url: str) -> str | None:
        """Return what an address is by its form, or null if the source does not want it."""
        words = url.split("://", 1)[-1].split("#", 1)[0]
        is_file = urlsplit(url).path.lower().endswith(_ENDS)
        for kind, pattern in self._patterns:
            if is_file and kind not in ("ignore", "attachment"):
                break
            if pattern.fullmatch(words):
                return None if kind == "ignore" else kind
        return "attachment" if is_file else None

    @cached_property
    def _patterns(self) -> list[tuple[str, re.Pattern[str]]]:
        names = ("ignore", "attachment", "viewer", "document", "list")
        return [(name, wildcard(pattern)) for name in names for pattern in getattr(self.links, name)]

    @cached_property
    def memo(self) -> dict[tuple[str, str], tuple[str, str] | None]:
        """Room for what `links` has found out about links that stand on every page."""
        return {}

    def opens_in(self, time: dt.datetime) -> float:
        """Return the seconds until the window of the source opens; 0 within it."""
        found = _Hours.fullmatch(self.window or "")
        if not found:
            return 0.0
        local = time.astimezone(_HANOI)
        second = local.hour * 3600 + local.minute * 60 + local.second
        first, last = (int(found[at]) * 3600 + int(found[at + 1]) * 60 for at in (1, 3))
        is_open = first <= second < last if first < last else second >= first or second < last
        return 0.0 if is_open else float((first - second) % 86400)


def wildcard(pattern: str) -> re.Pattern[str]:
    """Return a pattern of a source as a regular expression that reads an address in linear time."""
    head, *rest = (re.escape(part) for part in pattern.split("*"))
    if not rest:
        return re.compile(head, re.IGNORECASE)
    *middle, tail = rest
    return re.compile(f"{head}{''.join(f'(?>.*?{part})' for part in middle)}.*{tail}", re.IGNORECASE | re.DOTALL)


def load(name: str) -> Source:
    """Return a source that is shipped, by its name, or of one's own, by the path of its file.

    Raises:
        SourceError: there is none, or its declaration is wrong; the message says where.
    """
    if "://" in name:
        raise SourceError(f"{name}: a crawl needs a declared source. One address is read by: vanban ingest {name}")
    if name.endswith((SUFFIX, ".yml")):
        try:
            return parse(Path(name).read_text(encoding="utf-8"), name)
        except OSError as error:
            raise SourceError(
                f"{name}: {error.strerror}. Give the path of a declaration (docs/crawling.md shows one) "
                "or a name that vanban crawl --sources lists."
            ) from error
        except UnicodeDecodeError as error:
            raise SourceError(f"{name}: it is no UTF-8 text ({error}). Save it as UTF-8.") from error
    file = FOLDER / f"{name}{SUFFIX}"
    if name not in names():
        raise SourceError(f"{name}: no such source. There are {', '.join(names())}; your own: path/to/it{SUFFIX}")
    return parse(file.read_text(encoding="utf-8"), f"{name}{SUFFIX}")


def names() -> list[str]:
    """Return the names of the sources that are shipped."""
    return sorted(entry.name.removesuffix(SUFFIX) for entry in FOLDER.iterdir() if entry.name.endswith(SUFFIX))


def parse(text: str, file: str) -> Source:
    """Return the source that a YAML text declares.

    Raises:
        SourceError: the declaration is wrong.
    """
    try:
        values: Any = yaml.safe_load(text)
        return Source.model_validate(values)
    except yaml.YAMLError as error:
        raise SourceError(f"{file}: no YAML: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc'])) or 'the file'}: {fault['msg'].removeprefix('Value error, ')}"
            for fault in error.errors()
        )
        raise SourceError(f"{file}: {faults}") from error


def of_addresses(urls: Iterable[str]) -> Source:
    """Return a source of single addresses, with the files that they name."""
    urls = list(urls)
    try:
        return Source(
            name="addresses",
            title="Single addresses",
            publisher="as given",
            url=urls[0],
            hosts=tuple({urlsplit(url).netloc.rpartition("@")[2].lower(): None for url in urls}),
            seeds=tuple(Seed(document=url) for url in urls),
            delay=1.0,
            checked=Checked(live=False, tried="nothing", not_tried="everything"),
        )
    except ValidationError as error:
        raise SourceError(f"not an address that can be asked for: {error.errors()[0]['input']}") from error
