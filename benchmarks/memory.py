"""``python -m benchmarks.memory NAME [FILE]``: the memory of one contender, in a process that does nothing else.

With a file it reads that one document, which need not be of any length.
"""

from __future__ import annotations

import sys
from pathlib import Path

STATUS = Path("/proc/self/status")
STREAM = "stream"
"""Name of our extractors where the records of a window are done with before the next one is read."""


def megabytes_of(name: str) -> float:
    """Return the resident memory of this process in 10^6 bytes: VmRSS, what it is now, or VmHWM, the highest so far."""
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) * 1024 / 1e6


def main(name: str, file: str | None = None) -> int:
    """Import a contender, let it read the texts once, print both peaks; 1 where the system does not tell."""
    if not STATUS.exists():
        return 1
    from benchmarks import texts

    if file is not None:
        documents = texts.Texts("long", [Path(file).read_text("utf-8")])
    else:
        documents = texts.whole(texts.shared_data())
    if name == "underthesea.ner":
        from benchmarks.peers import scan_tagger as scan
        from benchmarks.peers import tagger_once

        tagger_once()
        documents = texts.head(documents, 10)
    elif name == STREAM:
        import extractors

        def scan(text: str) -> int:
            return sum(len(reading.dates) for reading in extractors.stream(text))
    else:
        import extractors

        def scan(text: str) -> int:
            return len(extractors.read(text).dates)

    if file is not None:
        scan(documents.documents[0][:20_000])  # so that the tables are loaded
    before = megabytes_of("VmHWM" if file is None else "VmRSS")
    for text in documents.documents:
        scan(text)
    print(round(before, 1), round(megabytes_of("VmHWM"), 1))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
