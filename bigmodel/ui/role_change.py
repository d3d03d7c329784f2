"""What follows for the plan when a column takes another role or kind."""

from __future__ import annotations

from collections.abc import Sequence

from bigmodel.spec import Field, Kind, Plan, Problem, Role, Split

BY_YOU = "chosen by you"


def give_role(plan: Plan, name: str, role: Role, roles: Sequence[Role]) -> Plan:
    """The plan with a role for one column; a role for one column only leaves the column that had it.

    The column that gives way takes the task's ``spare_role``. A split that rested on a column which lost its role
    falls back to random.

    Raises:
        Problem: The role takes other kinds of column.
    """
    field = next(field for field in plan.fields if field.name == name)
    if role.kinds and field.kind not in role.kinds:
        raise Problem(
            f"{name} is a {field.kind}; the role {role.title} takes a {' or '.join(role.kinds)}",
            remedy="Change its type first.",
        )
    if not role.many:
        for holder in plan.named(role.name):
            plan = plan.with_role(holder.name, spare_role(roles), "gave up its role to another column")
    return _steady(plan.with_role(name, role.name, BY_YOU))


def spare_role(roles: Sequence[Role]) -> str:
    """The role of a column that loses its own: a feature where the task knows features, else what is left out."""
    return next((name for name in ("feature", "ignore") if any(role.name == name for role in roles)), "ignore")


def give_kind(plan: Plan, name: str, kind: Kind, roles: Sequence[Role]) -> Plan:
    """The plan with another kind for one column; one whose role does not take it gets the task's ``spare_role``."""
    fields = tuple(_changed(field, name, kind, roles) for field in plan.fields)
    return _steady(plan.model_copy(update={"fields": fields}))


def positive_class(plan: Plan, label: str) -> Plan:
    """The plan with this one of two classes as the positive one."""
    outcome = plan.outcome
    if outcome is None or not outcome.binary or label not in outcome.classes:
        return plan
    other = next(each for each in outcome.classes if each != label)
    return plan.model_copy(update={"outcome": outcome.model_copy(update={"classes": (other, label)})})


def _changed(field: Field, name: str, kind: Kind, roles: Sequence[Role]) -> Field:
    if field.name != name:
        return field
    takes = next((role.kinds for role in roles if role.name == field.role), ())
    role = field.role if not takes or kind in takes else spare_role(roles)
    return field.model_copy(update={"kind": kind, "role": role, "reason": BY_YOU})


def _steady(plan: Plan) -> Plan:
    """The plan with a split that its columns still carry: by time on any date, by group on the group column."""
    if plan.split.kind not in ("time", "group"):
        return plan
    field = plan.one(plan.split.kind)
    if field is None and plan.split.kind == "time":
        field = next((each for each in plan.fields if each.name == plan.split.column and each.kind == "date"), None)
    if field is not None:
        split = plan.split.model_copy(update={"column": field.name})
    else:
        split = Split(validation=plan.split.validation, test=plan.split.test, seed=plan.split.seed)
    return plan.model_copy(update={"split": split})
