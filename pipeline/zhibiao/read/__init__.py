"""Read: files of any known format to reports, faults to problems."""

from zhibiao.read.paths import expand
from zhibiao.read.reading import digest, read, report_of

__all__ = ["digest", "expand", "read", "report_of"]
