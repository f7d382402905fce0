"""The reading side: ``Corpus.open("my-corpus").table("citations").to_pandas()``."""

from corpus.reader import Corpus, CorpusError, TableInfo

__all__ = ["Corpus", "CorpusError", "TableInfo"]
