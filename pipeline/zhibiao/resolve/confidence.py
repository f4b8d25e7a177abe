"""Confidence: one calibrated probability that a row is right, from what each part of the tagger is sure
of."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from zhibiao.core.types import CERTAINTIES

BIAS = "bias"
_FLOOR = 1e-3


def confidence(certainty: Sequence[float], calibration: Mapping[str, float]) -> float:
    """Logistic in the log-odds of the parts; with no calibration, their product."""
    if not calibration:
        return math.prod(certainty)
    score = calibration[BIAS] + sum(
        calibration[name] * log_odds(p) for name, p in zip(CERTAINTIES, certainty, strict=True)
    )
    return 1.0 / (1.0 + math.exp(-score))


def log_odds(probability: float) -> float:
    """Log-odds of a probability, kept off 0 and 1."""
    p = min(max(probability, _FLOOR), 1.0 - _FLOOR)
    return math.log(p / (1.0 - p))
