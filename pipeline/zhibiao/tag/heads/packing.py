"""Half-precision numbers as their low and their high bytes, which pack better apart."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhibiao.tag.heads.learner import Arrays, LearnerError


def bytes_of(values: NDArray[np.float16]) -> Arrays:
    """Arrays `low` and `high` of a row of numbers."""
    octets = values.view(np.uint8).reshape(-1, 2)
    return {"low": np.ascontiguousarray(octets[:, 0]), "high": np.ascontiguousarray(octets[:, 1])}


def values_of(arrays: Arrays, count: int) -> NDArray[Any]:
    """The numbers again; raises `LearnerError` where they are not `count` many."""
    low, high = arrays["low"], arrays["high"]
    if not len(low) == len(high) == count:
        raise LearnerError(f"{len(low)} weights, and places for {count}")
    return np.stack([low, high], axis=1).view(np.float16).ravel()
