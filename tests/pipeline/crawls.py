"""Crawls of the test site: processes that crawl, declarations of sources, and what came into the tables."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from corpus import Corpus
from tests.pipeline.site import Site

ROOT = Path(__file__).parents[2]

# One process imports all, and each crawl is a fork of it: the reactor of Twisted runs once in a process.
SCRIPT = """
import datetime as dt, os, sys
import pandas  # which Arrow else imports in each fork
import pipeline.crawl.spider
from pipeline.crawl.crawl import Progress, crawl
from pipeline.crawl.source import load

def one(source, corpus, clock, log, jobs):
    os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
    os.dup2(1, 2)
    time = dt.datetime.fromisoformat(clock) if clock else None
    more = {"clock": lambda: time} if time else {}
    told = Progress(lambda run, fetch: print(fetch.url, flush=True))
    report = crawl([load(source)], corpus, "test@example.vn", ["127.0.0.1"], told, jobs=int(jobs), **more)
    print("whole" if report.is_whole else report.runs[0].stopped, flush=True)

def serve():
    for line in sys.stdin:
        child = os.fork()
        if not child:
            try:
                one(*line.rstrip("\\n").split("\\t"))
            except BaseException:
                import traceback
                traceback.print_exc()
            os._exit(0)
        print(child, flush=True)
        os.waitpid(child, 0)
        print("ended", flush=True)

if __name__ == "__main__":
    serve()
"""


class Crawls:
    """Starts crawls, one after another."""

    def __init__(self, folder: Path) -> None:
        script = folder / "script.py"
        script.write_text(SCRIPT)
        self.folder = folder
        self.log = folder / "log"
        self.started = 0
        self.process = subprocess.Popen(
            [sys.executable, str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])},
        )

    def start(self, source: Path, corpus: Path, clock: str = "", jobs: int = 1) -> int:
        """Start a crawl; return its process id."""
        assert self.process.stdin and self.process.stdout
        # One for each: what a killed crawl has started says its last words later.
        self.started += 1
        self.log = self.folder / f"log-{self.started}"
        self.log.write_text("")
        self.process.stdin.write(f"{source}\t{corpus}\t{clock}\t{self.log}\t{jobs}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def lines(self) -> list[str]:
        """Return what the crawl has said so far."""
        return self.log.read_text().splitlines()

    def wait(self) -> list[str]:
        """Wait for the end of the crawl; return what it said."""
        assert self.process.stdout
        assert self.process.stdout.readline() == "ended\n"
        said = self.lines()
        assert "Traceback (most recent call last):" not in said, "\n".join(said)
        return said

    def crawl(self, source: Path, corpus: Path, clock: str = "") -> str:
        """Crawl to the end; return how it ended."""
        self.start(source, corpus, clock)
        return self.wait()[-1]


def declare(folder: Path, site: Site, more: str = "", delay: float = 0.0, seeds: str = "", name: str = "thu") -> Path:
    """Write the declaration of a source; a key in `more` stands in place of the same key here."""
    path = folder / f"{name}.yaml"
    path.write_text(
        f"""
name: {name}
title: Cổng thử
publisher: Ta
url: {site.url}
hosts: ["127.0.0.1", localhost, "169.254.169.254"]
seeds: {seeds or f"[{{list: '{site.url}/ds'}}]"}
links:
  document: ["*/vb/*"]
  list: ["*/ds?page=*"]
delay: {delay}
checked: {{live: false, tried: this site of the tests, not_tried: everything else}}
{more}
""",
        encoding="utf-8",
    )
    return path


def rows(corpus: Path, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = Corpus.open(corpus).table(table).to_pylist()
    if table == "fetches":
        found.sort(key=lambda row: (row["run"], row["number"]))
    return found


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def line(*words: str) -> list[str]:
    """Return the command line for words that are given to `vanban`."""
    return [sys.executable, "-m", "pipeline.cli", *words, "--allow-host", "127.0.0.1", "--contact", "a@example.vn"]


def command(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command line."""
    return subprocess.run(line(*words), capture_output=True, text=True, cwd=ROOT, timeout=300, check=False)
