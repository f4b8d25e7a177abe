"""The package as a researcher uses it from Python."""

from zhibiao.api.extractor import Extractor, extract, extract_text, extract_to, quantities
from zhibiao.api.filling import Progress, Summary
from zhibiao.api.result import Result
from zhibiao.run.stream import Limits

__all__ = [
    "Extractor",
    "Limits",
    "Progress",
    "Result",
    "Summary",
    "extract",
    "extract_text",
    "extract_to",
    "quantities",
]
