from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from pipeline.cli import serve
from schemas.errors import UserError

MAIN = "from pipeline.cli import main; main()"


@pytest.mark.slow
def test_serve_says_where_and_to_whom(served_corpus: Path) -> None:
    command = [sys.executable, "-c", MAIN, "serve", "--corpus", str(served_corpus), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            address = re.search(r"http://127\.0\.0\.1:\d+/", process.stderr.readline())
            assert address
            assert "this computer" in process.stderr.readline()
            with urllib.request.urlopen(address[0], timeout=30) as answer:
                assert answer.status == 200
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(10)


@pytest.mark.parametrize(
    ("host", "is_local"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("::", False)],
)
def test_who_can_reach_it(host: str, is_local: bool) -> None:
    assert serve.is_local(host) is is_local


def test_a_port_that_is_taken_is_told() -> None:
    with serve.listening("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(UserError, match="--port 0"):
            serve.listening("127.0.0.1", port)
