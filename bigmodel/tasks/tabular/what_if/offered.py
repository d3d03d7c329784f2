"""The changes that are offered for the rows of a run, from the roles of its columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bigmodel.explain.change_words import in_words
from bigmodel.inference.columns_read import columns_read
from bigmodel.spec import Change, Kind, Plan, Schema
from bigmodel.spec.change import NIGHT
from bigmodel.spec.shorten import shorten

HALF = 0.45
"""What is more frequent can't become twice as frequent, with some room for chance."""
MORE, LESS, NOISE = 1.2, 0.8, 0.25
KEYS = 5
"""Of each category so many of the most frequent values are offered; others can be typed."""
COSTS, CAPACITY = "Costs doubled", "Review capacity halved"
"""Ready-made questions that change no row."""


def changeable(plan: Plan, schema: Schema) -> dict[str, Kind]:
    """The columns of the data that the model's answer follows from, with their kinds, in the order of the data."""
    read, computed = columns_read(schema.encoder), {each.name for each in plan.derived}
    return {field.name: field.kind for field in plan.fields if field.name in read and field.name not in computed}


def ready_made(plan: Plan, schema: Schema) -> dict[str, tuple[Change, ...]]:
    """Questions that many ask, by their name.

    Amounts up, nights more frequent, a category that ends, noise in all numbers, a column that stays empty; for two
    classes also costs and capacity, which change no row.
    """
    kinds, amount = changeable(plan, schema), plan.one("amount")
    numbers = [name for name, kind in kinds.items() if kind == "number"]
    found: dict[str, tuple[Change, ...]] = {}
    if amount and amount.name in numbers:
        found["Amounts +20 %"] = (Change(field=amount.name, how="times", value=MORE),)
    elif numbers:
        found[f"{shorten(numbers[0])} +20 %"] = (Change(field=numbers[0], how="times", value=MORE),)
    if night := _with_hours(plan, schema):
        found["Night share doubled"] = (Change(field=night, how="share", value=NIGHT, factor=2.0),)
    frequent = [each for each in schema.encoder["categories"] if len(each["keys"]) > 1 and each["name"] in kinds]
    if frequent:
        first = min(frequent, key=lambda each: len(each["keys"]))
        key = first["keys"][0]
        label = f"Without {shorten(key, 24)} ({shorten(first['name'], 24)})"
        found[label] = (Change(field=first["name"], how="leave_out", value=key),)
    if numbers:
        found["Noise"] = tuple(Change(field=name, how="noise", value=NOISE) for name in numbers)
        sensor = next((name for name in numbers if amount is None or name != amount.name), numbers[0])
        found[f"A dead sensor ({shorten(sensor, 24)})"] = (Change(field=sensor, how="missing"),)
    if schema.outcome.binary:
        found |= {COSTS: (), CAPACITY: ()}
    return found


def every_change(plan: Plan, schema: Schema) -> tuple[str, ...]:
    """Changes of each column in the words of ``explain.change_words``, which show how they are typed."""
    rows = schema.encoder["rows"]
    shares = {
        each["name"]: [(key, number / rows) for key, number in zip(each["keys"], each["counts"], strict=True)][:KEYS]
        for each in schema.encoder["categories"]
    }
    hours = _with_hours(plan, schema)
    offered: list[Change] = []
    for name, kind in changeable(plan, schema).items():
        if kind == "number":
            offered += [Change(field=name, how="times", value=value) for value in (MORE, LESS, 2.0)]
            offered.append(Change(field=name, how="noise", value=NOISE))
        elif name == hours:
            offered.append(Change(field=name, how="share", value=NIGHT, factor=2.0))
        for key, there in shares.get(name, ()):
            offered.append(Change(field=name, how="leave_out", value=key))
            offered.append(Change(field=name, how="share", value=key, factor=2.0 if there < HALF else 0.5))
        offered.append(Change(field=name, how="missing"))
    return tuple(dict.fromkeys(map(in_words, offered)))


def _with_hours(plan: Plan, schema: Schema) -> str | None:
    """The time column if its hours mean something, else another date whose hours do."""
    dated: list[Mapping[str, Any]] = [each for each in schema.encoder["dates"] if "hour_sin" in each["parts"]]
    time = plan.one("time")
    names = [str(each["name"]) for each in dated]
    return time.name if time is not None and time.name in names else next(iter(names), None)
