"""Resolve: period, unit, basis and canonical name of each claim."""

from zhibiao.resolve.completing import resolve

__all__ = ["resolve"]
