"""zhibiao 指标: quantitative claims of Chinese township reports as one tidy table.

>>> import zhibiao
>>> [quantity.text for quantity in zhibiao.quantities("城乡居民医保参保 18742 人，增长 2.1%。")]
['18742人', '2.1%']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zhibiao.api import Extractor as Extractor
    from zhibiao.api import Limits as Limits
    from zhibiao.api import Progress as Progress
    from zhibiao.api import Result as Result
    from zhibiao.api import Summary as Summary
    from zhibiao.api import extract as extract
    from zhibiao.api import extract_text as extract_text
    from zhibiao.api import extract_to as extract_to
    from zhibiao.api import quantities as quantities
    from zhibiao.show import show as show

__version__ = "0.4.0"

_API = (
    "Extractor",
    "Limits",
    "Progress",
    "Result",
    "Summary",
    "extract",
    "extract_text",
    "extract_to",
    "quantities",
)
_HOMES = dict.fromkeys(_API, "api") | {"show": "show"}
__all__ = [*_HOMES, "__version__"]


def __getattr__(name: str) -> Any:
    """Load a name's module when it is first used, so that `zhibiao --version` loads none."""
    if name not in _HOMES:
        raise AttributeError(f"module 'zhibiao' has no attribute {name!r}")
    value = getattr(import_module(f"zhibiao.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
