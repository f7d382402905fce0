"""The application: addresses, headers, languages and errors. What a screen shows is in `corpus.web.pages`."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.reader import Corpus
from corpus.web.api import Json
from corpus.web.pages import Site
from schemas.errors import UserError

LOCAL = ("127.0.0.1", "localhost", "[::1]")

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Content-Security-Policy of every page: nothing but our own styles, scripts and images."""

_HEADERS = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"x-dns-prefetch-control": b"off",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
}


class _Headers:
    """Adds the headers of `_HEADERS` to every response that does not set them itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                held = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(i for i in _HEADERS.items() if i[0] not in held)]
            await send(message)

        await self.app(scope, receive, add if scope["type"] == "http" else send)


def build(corpus: Corpus, hosts: Sequence[str] = LOCAL) -> Starlette:
    """Return the application that serves a corpus.

    Args:
        corpus: what to serve; it may grow meanwhile.
        hosts: names that requests may come under; others are refused, so that no page of another site can
            reach a server on this computer by a name of its own. ["*"] allows all.
    """
    site = Site(corpus)
    static = Path(str(resources.files("corpus.web") / "static"))

    def failed(request: Request, error: Exception) -> Response:
        if request.url.path.startswith("/api/"):  # what the API's own routes did not take
            status = error.status_code if isinstance(error, HTTPException) else 500
            return Json({"detail": "Not Found" if status == 404 else "the request could not be answered"}, status)
        if isinstance(error, HTTPException):
            return site.error(request, error.status_code, str(error.detail) if error.status_code == 400 else "")
        if isinstance(error, UserError):
            return site.error(request, 400, str(error))
        return site.error(request, 500, "")

    app = Starlette(
        routes=[
            Route("/", site.home, name="home"),
            Route("/search", site.search),
            Route("/search.csv", site.search_csv),
            Route("/documents/{doc_id}", site.document),
            Route("/documents/{doc_id}/panel", site.panel),
            Route("/documents/{doc_id}/pages/{page:int}.png", site.page_image),
            Route("/documents/{doc_id}/kept", site.kept),
            Route("/documents/{doc_id}/bytes", site.kept_bytes),
            Route("/decisions/{number:path}", site.decision),
            Route("/places/{code}", site.place),
            Route("/issuers/{name:path}", site.issuer),
            Route("/findings", site.findings),
            Route("/tables", site.all_tables),
            Route("/tables/{name}.{format}", site.download),
            Route("/tables/{name}", site.table),
            Route("/api", site.api_docs),
            Route("/api/docs", site.api_docs),
            Mount("/api", site.api),
            Mount("/static", StaticFiles(directory=static)),
        ],
        middleware=[
            Middleware(_Headers),
            Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts)),
            Middleware(GZipMiddleware, minimum_size=1500, compresslevel=4),
        ],
        exception_handlers={HTTPException: failed, UserError: failed, 500: failed},
    )
    app.state.warm = site.warm
    return app
