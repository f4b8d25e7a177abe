"""Propose: numbers with their units, each a candidate for a claim. Owns what the characters alone decide."""

from zhibiao.propose.candidates import propose
from zhibiao.propose.grammar import scan

__all__ = ["propose", "scan"]
