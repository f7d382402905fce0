"""DOC files that tests make: the least that Word 6 would write, in the container of office files of before 2007."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD

IN_TABLE, ROW_END, DELETED, HIDDEN, CAPS, FONT = 24, 25, 65, 92, 91, 93
"""Codes of properties in Word 6."""


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one look, a paragraph or a part of it.

    Attributes:
        text: its bytes; a paragraph ends with a carriage return, a cell with 7.
        letters: properties of the letters.
        paragraph: properties of the paragraph that ends with it.
    """

    text: bytes
    letters: bytes = b""
    paragraph: bytes = b""


def code(number: int, value: int = 1) -> bytes:
    """Return a property as the file writes it."""
    return struct.pack("<BH" if number == FONT else "<BB", number, value)


def row(*edges: int, flags: Sequence[int] = ()) -> list[Run]:
    """Return the end of a row whose cells end at these places, with the flags of how they merge."""
    cells = b"".join(struct.pack("<H8x", flag) for flag in flags or [0] * len(edges))
    body = struct.pack(f"<B{len(edges) + 1}h", len(edges), 0, *edges) + cells
    definition = struct.pack("<BH", 190, len(body) + 1) + body
    return [Run(b"\x07", b"", code(IN_TABLE) + code(ROW_END) + definition)]


def cell(text: bytes) -> Run:
    """Return a cell of one paragraph."""
    return Run(text + b"\x07", b"", code(IN_TABLE))


def word6(runs: Sequence[Run], fonts: Sequence[str] = ("Times",), flags: int = 0) -> bytes:
    """Return a file of Word 6 with this text."""
    text = b"".join(run.text for run in runs)
    start = 0x400
    end = start + len(text)
    page = -(-end // _SECTOR)
    characters, paragraphs, places = [], [], [start]
    for run in runs:
        places.append(places[-1] + len(run.text))
        characters.append(bytes([len(run.letters)]) + run.letters)
        body = b"\0\0" + run.paragraph
        body += bytes((len(body) + 1) % 2)
        paragraphs.append(bytes([(len(body) + 1) // 2]) + body)
    names = b"".join(
        bytes([6 + len(name)]) + b"\0" + struct.pack("<H", 400) + b"\0\0" + name.encode() + b"\0" for name in fonts
    )
    tables = {
        1: struct.pack("<HHH", 14, 0, 8) + bytes(12),
        12: struct.pack("<IIH", start, end, page),
        13: struct.pack("<IIH", start, end, page + 1),
        15: struct.pack("<H", 2 + len(names)) + names,
    }
    main = bytearray(text.rjust(end, b"\0").ljust(page * _SECTOR, b"\0"))
    main += _formatted(places, characters, 1) + _formatted(places, paragraphs, 7)
    struct.pack_into("<HH", main, 0, 0xA5DC, 101)
    struct.pack_into("<H", main, 10, flags)
    struct.pack_into("<II", main, 24, start, end)
    struct.pack_into("<I", main, 52, len(text))
    for number, table in tables.items():
        struct.pack_into("<II", main, 88 + 8 * number, len(main), len(table))
        main += table
    return ole({"WordDocument": bytes(main)})


def _formatted(places: list[int], properties: list[bytes], width: int) -> bytes:
    """Return a page that says for each run where its properties are, and them from its end on."""
    page = bytearray(_SECTOR)
    struct.pack_into(f"<{len(places)}I", page, 0, *places)
    at, known = _SECTOR - 2, dict[bytes, int]()
    for number, body in enumerate(properties):
        if body not in known:
            at = known[body] = (at - len(body)) // 2 * 2
            page[at : at + len(body)] = body
        page[4 * len(places) + width * number] = known[body] // 2
    assert at > 4 * len(places) + width * len(properties), "too much for one page"
    page[-1] = len(properties)
    return bytes(page)


def ole(streams: dict[str, bytes]) -> bytes:
    """Return a container of streams."""
    sectors: list[bytes] = []
    chains: list[int] = []
    entries = [_entry("Root Entry", 5, _END, 0, 1)]
    for number, (name, stream) in enumerate(streams.items(), 1):
        data = stream.ljust(4096, b"\0")  # shorter ones stand elsewhere
        first, count = len(sectors), -(-len(data) // _SECTOR)
        sectors += [data[i * _SECTOR : (i + 1) * _SECTOR].ljust(_SECTOR, b"\0") for i in range(count)]
        chains += [*range(first + 1, first + count), _END]
        entries.append(_entry(name, 2, first, len(data), number + 1 if number < len(streams) else _FREE))
    entries += [bytes(128)] * (-len(entries) % 4)
    directory = len(sectors)
    pages = len(entries) // 4
    sectors += [b"".join(entries[4 * i : 4 * i + 4]) for i in range(pages)]
    chains += [*range(directory + 1, directory + pages), _END]
    fat = len(sectors)
    assert fat < 128, "one page of chains"
    chains += [_FAT, *[_FREE] * (127 - fat)]
    sectors.append(struct.pack("<128I", *chains))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<9I", 1, directory, 0, 4096, _END, 0, _END, 0, fat)
    return head + struct.pack("<108I", *[_FREE] * 108) + b"".join(sectors)


def _entry(name: str, kind: int, first: int, size: int, other: int) -> bytes:
    letters = name.encode("utf-16-le")
    links = (_FREE, _FREE, other) if kind == 5 else (_FREE, other, _FREE)
    return struct.pack("<64sHBB3I16xI16xIII", letters, len(letters) + 2, kind, 1, *links, 0, first, size, 0)
