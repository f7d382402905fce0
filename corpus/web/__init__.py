"""The web page of a corpus and its JSON API: `build(Corpus.open("my-corpus"))` is an ASGI application."""

from corpus.web.app import build

__all__ = ["build"]
