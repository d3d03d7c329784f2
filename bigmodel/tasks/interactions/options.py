"""What a plan may say about a log beyond roles and split."""

from __future__ import annotations

import pydantic

from bigmodel.spec import Plan, Problem, Record
from bigmodel.spec.record import explain


class LogOptions(Record):
    """The part of ``Plan.options`` that this kind of data knows.

    Attributes:
        core_users: Events that a user needs to be kept; 1 keeps all.
        core_items: Events that an item needs to be kept; 1 keeps all.
        liked_from: The rating from which an event counts as a choice; None counts every rating.
    """

    core_users: int = pydantic.Field(
        3, ge=1, le=1000, title="Least events of a user", description="Users with fewer are left out; 1 keeps all."
    )
    core_items: int = pydantic.Field(
        5, ge=1, le=1000, title="Least events of an item", description="Items with fewer are left out; 1 keeps all."
    )
    liked_from: float | None = pydantic.Field(
        None, title="Ratings count from", description="Lower ratings are no choices; empty counts every rating."
    )


def options_of(plan: Plan) -> LogOptions:
    """The options of a plan with their defaults.

    Raises:
        Problem: One is unknown or out of range.
    """
    try:
        return LogOptions.model_validate(plan.options)
    except pydantic.ValidationError as error:
        raise Problem(f"The option {explain(error)}") from error


def with_options(plan: Plan, **changes: float | None) -> Plan:
    """The plan with some options changed."""
    return plan.model_copy(update={"options": {**plan.options, **changes}})
