"""The closed sets of the table and of what crosses the doors. Members compare, hash and print as texts."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, get_args


class Measure(StrEnum):
    """What a number says of its indicator."""

    LEVEL = "level"
    CHANGE = "change"
    GROWTH = "growth"
    SHARE = "share"
    RATE = "rate"
    RANK = "rank"


class Direction(StrEnum):
    """Which way a change or a growth goes; nothing else has one."""

    NONE = ""
    UP = "up"
    DOWN = "down"
    FLAT = "flat"


class Bound(StrEnum):
    """How exact a number is."""

    EXACT = "exact"
    APPROX = "approx"
    OVER = "over"
    UNDER = "under"
    RANGE = "range"


class Basis(StrEnum):
    """What a change, growth or share is measured against; a year stands for itself."""

    NONE = ""
    YOY = "yoy"
    MOM = "mom"
    YTD = "ytd"
    PLAN = "plan"
    WHOLE = "whole"


class Status(StrEnum):
    """Whether a number was reached, is expected, planned or past."""

    ACTUAL = "actual"
    ESTIMATE = "estimate"
    TARGET = "target"
    PRIOR = "prior"


class Scope(StrEnum):
    """Whether a number is about the township, a part of it, or what it is a part of."""

    TOWNSHIP = "township"
    BELOW = "below"
    ABOVE = "above"


class Reason(StrEnum):
    """Why a number is no claim."""

    DATE = "date"
    ORDINAL = "ordinal"
    NAME = "name"
    CRITERION = "criterion"
    POINTING = "pointing"
    RHETORIC = "rhetoric"
    FORM = "form"


Severity = Literal["error", "warning", "note"]
"""What a problem costs: all rows of a file, a part of them, or nothing."""
SEVERITIES: tuple[Severity, ...] = get_args(Severity)


class Kind(StrEnum):
    """Kinds of unit."""

    NONE = ""
    COUNT = "count"
    MONEY = "money"
    AREA = "area"
    LENGTH = "length"
    WEIGHT = "weight"
    VOLUME = "volume"
    ENERGY = "energy"
    POWER = "power"
    VOLTAGE = "voltage"
    DATA = "data"
    TEMPERATURE = "temperature"
    ANGLE = "angle"
    LEVEL = "level"
    TIME = "time"
    RATIO = "ratio"
    SCORE = "score"
    RANK = "rank"
