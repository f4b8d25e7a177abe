"""Confidence: one calibrated probability that a row is right, from what each part of the tagger is sure
of."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from zhibiao.core.types import CERTAINTIES

BIAS, LEAST = "bias", "least"
EVIDENCE = (*CERTAINTIES, LEAST)
"""What the confidence is made of: the parts, and once more the one that is least sure."""
_FLOOR = 1e-3


def confidence(certainty: Sequence[float], calibration: Mapping[str, float]) -> float:
    """Logistic in the evidence; with no calibration, the product of the parts."""
    if not calibration:
        return math.prod(certainty)
    score = calibration[BIAS] + sum(
        calibration[name] * said for name, said in zip(EVIDENCE, evidence(certainty), strict=True)
    )
    return 1.0 / (1.0 + math.exp(-score))


def evidence(certainty: Sequence[float]) -> list[float]:
    """Log-odds in the order of `EVIDENCE`: a row is hardly surer than the part that is least sure."""
    parts = [log_odds(p) for p in certainty]
    return [*parts, min(parts)]


def log_odds(probability: float) -> float:
    """Log-odds of a probability, kept off 0 and 1."""
    p = min(max(probability, _FLOOR), 1.0 - _FLOOR)
    return math.log(p / (1.0 - p))
