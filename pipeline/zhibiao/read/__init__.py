"""Read: files of any known format to documents, faults to problems."""

from zhibiao.read.document import digest, document_of
from zhibiao.read.reading import Identity, Read, identify, read
from zhibiao.read.sources import STDIN, Source, expand

__all__ = ["STDIN", "Identity", "Read", "Source", "digest", "document_of", "expand", "identify", "read"]
