"""Gold of a legal portal: the attributes that it shows beside the text of a document."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Sequence

from extractors.shadow import Shadow, canonical
from pipeline.evaluate.compared import (
    HEADER_SAME,
    body_key,
    letters_key,
    name_key,
    number_key,
    subject_key,
)
from pipeline.evaluate.gold import Case, Expected, Gold, Row

METRIC = """\
Header fields against the attributes that a legal portal shows beside the text. Counted are the documents
whose text prints the value. number: it stands in the text, white space ignored. issue_date: a line has a
place and "ngày D tháng M năm Y" of that day. signer: the name stands alone on its line or lines, but for a
rank. doc_type: the type stands alone on its line, or is Công văn (which no letterhead prints) and the number
is printed. issuer: the name is the last before the national motto or the Party's name. subject: the portal's
title without type, number, year, leading "về" and closing "do … ban hành" stands after the type or "V/v",
letters and digits compared only. recall = share right, wrong = share with another value, missing = share
without one. Names are compared without case, white space and placement of tones; the portal's issuer `Tỉnh X`
is equal to UBND or HĐND of X. Where number, issue date or signer is not printed, any value other than the
portal's counts against precision; other values that are not printed are left out."""

_MOTTO = re.compile(r"cộng hòa xã hội chủ nghĩa việt nam|đảng cộng sản việt nam")
_COUNCIL = re.compile(r"^(?:chủ tịch )?(?:ủy ban nhân dân|hội đồng nhân dân) ")
_TITLE = re.compile(r"^(?:năm \d{4} )?(?:về việc |về )?")
_PLACE = r"(?:,|(?:^|[\n|])[^\n|,;()/\d]{2,30}?)\s*"
_OUTER = re.compile(r"[\W_]+$")
_BY = re.compile(r" do [^;]{1,120} ban hành$")


def _same_issuer(mine: str, theirs: str) -> bool:
    mine, theirs = body_key(mine), body_key(theirs)
    return mine == theirs or _COUNCIL.sub("", mine) == theirs


def _same_subject(mine: str, theirs: str) -> bool:
    return letters_key(subject_key(mine)) == letters_key(theirs)


_SAME: dict[str, Callable[[str, str], bool]] = {"issuer": _same_issuer, "subject": _same_subject}


def _title_subject(title: str, doc_type: str, number: str) -> str:
    """Return the subject inside a portal's title; empty if nothing is left."""
    key = name_key(title)
    for part in (doc_type, number):
        key = key.removeprefix(name_key(part)).strip()
    return _BY.sub("", _TITLE.sub("", key))


def _printed(row: Row) -> dict[str, bool]:
    """Return for each field whether the text of a portal's document prints the value."""
    text = canonical(row["text"]).replace("*", "")  # Markdown bold may cut through a word
    lower = Shadow(text).lower
    flat = body_key(text)
    motto = _MOTTO.search(flat)
    letterhead = _OUTER.sub("", flat[: motto.start()]) if motto else ""
    date = dt.date.fromisoformat(row["issue_date"])
    day = rf"ngày\s*0?{date.day}\s*tháng\s*0?{date.month}\s*năm\s*{date.year}\b"
    number = number_key(row["number"]) in number_key(text)
    subject = _title_subject(row["title"], row["doc_type"], row["number"])
    letters, kind = letters_key(text), letters_key(row["doc_type"])
    abouts = ["vv"] if row["doc_type"] == "Công văn" else [kind, f"{kind}về", f"{kind}vềviệc"]
    return {
        "number": number,
        "issue_date": re.search(_PLACE + day, lower) is not None,
        "doc_type": number if row["doc_type"] == "Công văn" else _on_own_line(row["doc_type"], lower),
        "issuer": letterhead.endswith(body_key(row["issuer"])),
        "signer": _on_own_line(row["signer"], lower),
        "subject": bool(subject) and any(about + letters_key(subject) in letters for about in abouts),
    }


def _on_own_line(name: str, lower: str) -> bool:
    """Return whether a name stands alone on its line or lines, but for a rank of up to three words."""
    words = r"\s+".join(re.escape(word) for word in name_key(name).split())
    return re.search(rf"(?:^|[\n|])[\s#]*(?:\w+[^\S\n]+){{0,3}}{words}\s*(?:$|[\n|])", lower) is not None


def read(data: bytes, rows: Sequence[Row]) -> Gold:
    """Return the header values that the texts of a portal print."""
    cases = []
    for row in rows:
        printed = _printed(row)
        stated = {name: row[name] for name in ("number", "doc_type", "issue_date", "issuer", "signer")}
        stated["subject"] = _title_subject(row["title"], row["doc_type"], row["number"])
        header = {}
        for name, value in stated.items():
            same = _SAME.get(name, HEADER_SAME[name])
            if printed[name]:
                header[name] = Expected(value, same)
            elif name in ("number", "issue_date", "signer"):
                header[name] = Expected(None, _is(value, same))
        cases.append(Case(row["id"], "all", row["text"].encode("utf-8"), {}, header))
    return Gold("portal", METRIC, hashlib.sha256(data).hexdigest(), cases, [])


def _is(value: str, same: Callable[[str, str], bool]) -> Callable[[str, str], bool]:
    """Return a comparison that ignores the expected side, which is not printed."""
    return lambda mine, _: same(mine, value)
