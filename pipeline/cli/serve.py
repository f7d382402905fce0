"""Serve a corpus as a web page with a JSON API, on this computer.

Search, documents with what was read in them, decisions, places, issuers and tables; Vietnamese and English.
Ctrl-C ends it.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from typing import Annotated

import typer

from pipeline.cli import out
from schemas.errors import UserError

EXAMPLE = "Example: vanban serve --corpus my-corpus"


def command(
    corpus: out.CorpusOption,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0: any that is free.")] = 8000,
) -> None:
    """Serve."""
    import uvicorn

    from corpus import Corpus
    from corpus.web import build
    from corpus.web.app import LOCAL

    opened = Corpus.open(corpus)
    is_this_computer = is_local(host)
    listener = listening(host, port)
    with listener:
        port = listener.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        out.error(f"{corpus} at http://{shown}:{port}/ (Ctrl-C ends it)")
        if is_this_computer:
            out.error("Only programs on this computer can reach it.")
        else:
            out.error(
                "Warning: everyone who can reach this computer over the network can read the whole corpus and its kept "
                "files. There is no password and no encryption; leave out --host to keep it to this computer."
            )
        app = build(opened, hosts=LOCAL if is_this_computer else ["*"])
        threading.Thread(target=app.state.warm, daemon=True).start()
        config = uvicorn.Config(app, log_level="warning", server_header=False, date_header=True, lifespan="off")
        uvicorn.Server(config).run(sockets=[listener])


def is_local(host: str) -> bool:
    """Return whether an address is reached from this computer only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises:
        UserError: the address is none of this computer's, or the port is taken.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)  # who asks before the server has started waits for it
    except OSError as error:
        raise UserError(
            f"{host}:{port}: cannot listen there ({error.strerror or error}). With --port 0 any free port is taken."
        ) from error
    return listener
