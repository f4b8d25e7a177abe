"""Clean: sentences under their headings, every character with its place in the raw text."""

from zhibiao.text.cleaning import clean

__all__ = ["clean"]
