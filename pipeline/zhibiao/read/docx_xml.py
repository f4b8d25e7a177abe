"""WordprocessingML: elements by local name, so that the transitional and the strict namespaces read alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

_WRAPPERS = frozenset({"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"})


def name_of(element: Any) -> str:
    """Local name; empty for comments and entities."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: Any, name: str) -> Any:
    """First child of a name, None where there is none."""
    return None if element is None else next((one for one in element if name_of(one) == name), None)


def attribute(element: Any, name: str) -> str:
    """Attribute by its local name, empty where there is none."""
    return next((text for key, text in element.items() if key.rpartition("}")[2] == name), "")


def value(element: Any) -> str:
    """The `val` of an element, empty where there is none."""
    return "" if element is None else attribute(element, "val")


def number(element: Any, default: int) -> int:
    """The `val` of an element as a number not below zero."""
    text = value(element)
    return int(text) if text.isdecimal() and len(text) < 6 else default


def inner(container: Iterable[Any]) -> Iterator[Any]:
    """Children; for content controls, insertions and the like, theirs in their place."""
    for element in container:
        name = name_of(element)
        if name in _WRAPPERS:
            yield from inner(element)
        elif name == "AlternateContent":
            yield from inner(chosen(element))
        else:
            yield element


def chosen(alternatives: Any) -> Any:
    """The branch of an mc:AlternateContent that holds text, else its first; nothing where it has none."""
    branches = [one for one in alternatives if name_of(one) in ("Choice", "Fallback")]
    worded = [one for one in branches if any(name_of(below) == "t" for below in one.iter())]
    return next(iter(worded or branches), ())
