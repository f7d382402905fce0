"""Accuracy floors: figures that must not fall, and the gold that they were measured on."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from pipeline.evaluate.score import Report

MARGIN = 0.005
FIGURES = ("f1", "exact_f1")

UPDATE = "measure again and write the floors with --write-floors (--allow-lower lowers one: say why in the changelog)"


def check_floors(report: Report, path: Path) -> list[str]:
    """Compare a report with the floors of its kind of gold.

    Returns:
        One message for each figure below its floor, or for a gold that is not the one the floors were
        measured on, or has none; empty if all hold.
    """
    entry = _read(path).get(report.gold)
    if entry is None:
        return [f"{path} has no floors for {report.gold}: {UPDATE}"]
    if entry["fingerprint"] != report.fingerprint:
        return [
            f"{report.gold}: the gold has changed (fingerprint {report.fingerprint[:12]}, "
            f"floors were measured on {entry['fingerprint'][:12]}): {UPDATE}"
        ]
    figures = _figures(report)
    problems = []
    for origin, fields in entry["floors"].items():
        for field, floors in fields.items():
            for figure, floor in floors.items():
                value = figures.get(origin, {}).get(field, {}).get(figure)
                if value is None or value < floor:
                    shown = "absent" if value is None else f"{value:.4f}"
                    problems.append(f"{report.gold} {origin} {field}: {figure} {shown} is below its floor {floor}")
    return problems


def write_floors(report: Report, path: Path, allow_lower: bool = False) -> list[str]:
    """Set the floors of a kind of gold to the current figures less `MARGIN`.

    Args:
        report: what was measured.
        path: the floors file; made if absent, other kinds of gold are kept.
        allow_lower: also lower floors that are above the current figures.

    Returns:
        One message for each floor that was kept because the figure is below it.
    """
    content = _read(path) if path.exists() else {}
    before = content.get(report.gold, {}).get("floors", {})
    kept: list[str] = []
    floors: dict[str, dict[str, dict[str, float]]] = {}
    for origin, fields in _figures(report).items():
        for field, figures in fields.items():
            for figure, value in figures.items():
                floor = max(0.0, math.floor((value - MARGIN) * 1000) / 1000)
                old = before.get(origin, {}).get(field, {}).get(figure)
                if old is not None and floor < old and not allow_lower:
                    if value < old:
                        kept.append(f"{report.gold} {origin} {field}: {figure} {value:.4f} is below its floor {old}")
                    floor = old
                floors.setdefault(origin, {}).setdefault(field, {})[figure] = floor
    content[report.gold] = {"fingerprint": report.fingerprint, "floors": floors}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return kept


def _figures(report: Report) -> dict[str, dict[str, dict[str, float]]]:
    figures: dict[str, dict[str, dict[str, float]]] = {}
    for score in report.scores():
        for figure in FIGURES:
            value: float | None = getattr(score, figure)
            if value is not None:
                figures.setdefault(score.origin, {}).setdefault(score.field, {})[figure] = value
    return figures


def _read(path: Path) -> dict[str, Any]:
    content = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise ValueError(f"{path}: floors are an object with one entry for each kind of gold")
    return content
