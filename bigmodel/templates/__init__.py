"""Use cases, one folder each, found without being named anywhere."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from bigmodel.spec import Problem
from bigmodel.templates.template import Template


@cache
def templates() -> dict[str, Template]:
    """Every template by slug, in the order of their titles. A template is a package here with a ``TEMPLATE``."""
    found = [
        importlib.import_module(f"{__name__}.{module.name}").TEMPLATE
        for module in pkgutil.iter_modules(__path__)
        if module.ispkg
    ]
    return {template.slug: template for template in sorted(found, key=lambda template: template.title)}


def template(slug: str) -> Template:
    """One template.

    Raises:
        Problem: There is none of that name.
    """
    try:
        return templates()[slug]
    except KeyError:
        raise Problem(f"There is no template {slug!r}", remedy=f"Choose one of: {', '.join(templates())}.") from None
