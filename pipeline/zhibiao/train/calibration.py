"""Calibration: what the tagger's certainties are worth, learned on reports the model has not seen."""

from __future__ import annotations

from collections.abc import Sequence

from zhibiao.corpus.annotation import Annotated
from zhibiao.evaluate.match import ROW, compare, match
from zhibiao.evaluate.scores import claim_of
from zhibiao.resolve.confidence import BIAS, EVIDENCE, evidence
from zhibiao.run.pipeline import read_claims
from zhibiao.table.tabulate import tabulate
from zhibiao.tag.model import Model


def calibrate(model: Model, reports: Sequence[Annotated], strength: float) -> dict[str, float]:
    """Weights of a logistic regression from the evidence of `confidence` to whether the whole row is right.

    Empty where all rows are right, or none is: then there is nothing to learn.
    """
    from sklearn.linear_model import LogisticRegression

    parts: list[list[float]] = []
    right: list[bool] = []
    for annotated in reports:
        document, about = annotated.document, annotated.about
        reading = read_claims(document, about, model)
        rows = tabulate(document, about, reading.clean, reading.claims, model.name, model.vocabulary)
        found = [claim_of(row) for row in rows]
        golds = {j: annotated.claims[i] for i, j in match(annotated.claims, found, document.text).items()}
        for j, (claim, own) in enumerate(zip(reading.claims, found, strict=True)):
            ok = compare(golds[j], own, document.text) if j in golds else dict.fromkeys(ROW, False)
            parts.append(evidence(claim.claim.certainty))
            right.append(all(ok[name] for name in ROW))
    if len(set(right)) < 2:
        return {}
    fitted = LogisticRegression(C=strength).fit(parts, right)
    weights = dict(zip(EVIDENCE, map(float, fitted.coef_[0]), strict=True))
    return {BIAS: float(fitted.intercept_[0])} | weights
