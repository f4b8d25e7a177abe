"""Read: files of any known format to reports, faults to problems."""

from zhibiao.read.paths import expand
from zhibiao.read.reading import read, report_of

__all__ = ["expand", "read", "report_of"]
