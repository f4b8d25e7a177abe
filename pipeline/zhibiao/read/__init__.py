"""Read: files of any known format to documents, faults to problems."""

from zhibiao.read.reading import digest, document_of, read
from zhibiao.read.sources import expand

__all__ = ["digest", "document_of", "expand", "read"]
