"""Packed files (DOCX, XLSX, ODT): their members, with caps, and their XML, with nothing resolved."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

from pipeline.limits import MAX_MEMBERS, MAX_RATIO, MAX_TAGS, MAX_UNPACKED
from pipeline.refusals import ZIP_DAMAGE, ParseError

_SMALL = 2**20
_DIGITS = 19  # of a number that is larger than any


class Package:
    """A packed file.

    Attributes:
        names: its members, in the order of the file.
    """

    def __init__(self, data: bytes, within: Package | None = None) -> None:
        """Open a packed file.

        Args:
            data: the file.
            within: the file that it stands in; both unpack to no more than that one may.

        Raises:
            ParseError: `unreadable`; `encrypted`; `too_large` if it holds or unpacks to more than the caps.
        """
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except ZIP_DAMAGE as error:
            raise ParseError("unreadable", f"the file is damaged ({error}): open and save it again") from error
        infos = self._zip.infolist()
        if len(infos) > MAX_MEMBERS:
            raise ParseError("too_large", f"the file has {len(infos):,} members; up to {MAX_MEMBERS:,} are read")
        if any(info.flag_bits & 1 for info in infos):
            raise ParseError("encrypted", "the file is protected by a password: save it without one")
        self.names = [info.filename for info in infos]
        self._within = within
        self._left = min(MAX_UNPACKED, max(_SMALL, MAX_RATIO * len(data)))

    def __contains__(self, name: str) -> bool:
        return name in self._zip.NameToInfo

    def read(self, name: str) -> bytes:
        """Return a member.

        Raises:
            ParseError: `unreadable` or `too_large`.
        """
        try:
            with self._zip.open(name) as member:
                data = member.read(self._room() + 1)
        except KeyError as error:
            raise ParseError("unreadable", f"the file has no {name}: it is damaged; open and save it again") from error
        except ZIP_DAMAGE as error:
            raise ParseError("unreadable", f"{name} is damaged ({error}): open and save the file again") from error
        self._take(len(data))
        if self._room() < 0:
            raise ParseError("too_large", f"the file unpacks to more than {MAX_RATIO} times its size")
        return data

    def _room(self) -> int:
        """Return how many bytes may still be unpacked."""
        return min(self._left, self._within._room()) if self._within else self._left

    def _take(self, size: int) -> None:
        self._left -= size
        if self._within:
            self._within._take(size)

    def xml(self, name: str) -> etree._Element:
        """Return the root of a member in XML; entities stay as they are and nothing outside it is opened.

        Raises:
            ParseError: `unreadable` or `too_large`.
        """
        return parse_xml(self.read(name), name)


def check_protection(package: Package) -> None:
    """Refuse an OpenDocument file that opens with a password only.

    Raises:
        ParseError: `encrypted`.
    """
    manifest = "META-INF/manifest.xml"
    if manifest in package and b"encryption-data" in package.read(manifest):
        raise ParseError("encrypted", "the file is protected by a password: save it without one")


def parse_xml(data: bytes, name: str, *, recover: bool = False) -> etree._Element:
    """Return the root of an XML document that nobody trusts.

    Raises:
        ParseError: `unreadable`, or `too_large`.
    """
    if data.count(b"<") > MAX_TAGS:
        raise ParseError("too_large", f"{name} has more than {MAX_TAGS:,} tags: split the file")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=recover, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ParseError("unreadable", f"{name} is damaged ({error}): open and save the file again") from error
    if root is None:
        raise ParseError("unreadable", f"{name} is damaged: open and save the file again")
    return root


def local(node: etree._Element) -> str:
    """Return the name of an element without its namespace; empty for what is no element."""
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(node: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """Yield the children of that name."""
    if node is not None:
        for child in node:
            if local(child) == name:
                yield child


def child(node: etree._Element | None, *path: str) -> etree._Element | None:
    """Return the first child of a name, and of that the next, …; None if there is none."""
    for name in path:
        node = next(children(node, name), None)
    return node


def attribute(node: etree._Element | None, name: str) -> str | None:
    """Return an attribute by its name without a namespace."""
    if node is None:
        return None
    for key, value in node.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def number(node: etree._Element | None, name: str, default: int = 1, most: int = 1_000) -> int:
    """Return an attribute that counts something, at most so much; the default where it says nothing."""
    value = attribute(node, name) or ""
    if not (value.isascii() and value.isdigit()):
        return default
    return min(int(value), most) if len(value) < _DIGITS else most
