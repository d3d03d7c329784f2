"""What stands in the inputs of a question about many cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bigmodel.explain.change_words import from_words, in_words
from bigmodel.spec import Change, Costs, Plan, Schema
from bigmodel.tasks.tabular.what_if.offered import CAPACITY, COSTS, changeable, ready_made


@dataclass(frozen=True)
class Asked:
    """A question about many cases.

    Attributes:
        words: What is changed, each change in words, in order.
        changes: Changes of rows, in order.
        costs: What mistakes cost.
        capacity: Alerts that can be looked at, a day where days are known; None is no limit.
        halved: Whether only half of the alerts that there are now can be looked at (or half of ``capacity``).
    """

    words: tuple[str, ...]
    changes: tuple[Change, ...]
    costs: Costs
    capacity: float | None = None
    halved: bool = False


def asked_in(values: Mapping[str, Any], plan: Plan, schema: Schema) -> Asked:
    """The question in the values of the inputs; the ready-made changes come first, in the order in which they stand.

    Raises:
        Problem: A change that was typed is not understood.
    """
    offered, kinds = ready_made(plan, schema), changeable(plan, schema)
    wanted = set(values.get("ready") or ())
    ready = [name for name in offered if name in wanted]
    own = [from_words(str(text), kinds) for text in values.get("own") or ()]
    capacity = values.get("capacity")
    return Asked(
        words=(*ready, *map(in_words, own)),
        changes=(*(change for name in ready for change in offered[name]), *own),
        costs=_costs(plan.costs, values, 2.0 if COSTS in ready else 1.0),
        capacity=None if capacity is None else float(capacity),
        halved=CAPACITY in ready,
    )


def _costs(costs: Costs, values: Mapping[str, Any], factor: float) -> Costs:
    said = {name: values.get(name) for name in ("false_alarm", "miss")}
    changed = {name: float(value) for name, value in said.items() if value is not None}
    start = costs.model_copy(update=changed)
    return start.model_copy(update={"false_alarm": start.false_alarm * factor, "miss": start.miss * factor})
