"""A served corpus and the browser that looks at it."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import uvicorn

from corpus import Corpus
from corpus.web import build

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


class serving:
    """Serve a corpus on a free port, in a thread."""

    def __init__(self, folder: Path) -> None:
        config = uvicorn.Config(build(Corpus.open(folder)), port=0, log_level="error", lifespan="off")
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)

    def __enter__(self) -> str:
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)
        return f"http://127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}"

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.thread.join(10)
