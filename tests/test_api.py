"""The names of the package are those of its api: listed twice, so that importing it loads nothing."""

from __future__ import annotations

import zhibiao
from zhibiao import api


def test_the_package_has_the_names_of_the_api() -> None:
    assert set(zhibiao.__all__) == {*api.__all__, "show", "__version__"}
    assert [name for name in api.__all__ if getattr(zhibiao, name) is not getattr(api, name)] == []
