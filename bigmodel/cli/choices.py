"""Turns the words of ``bigmodel train`` into a plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from bigmodel.spec import Called, Costs, Plan, Problem, Record, Split
from bigmodel.spec.record import explain
from bigmodel.tasks.task import Dataset
from bigmodel.templates.template import Template

GAP = re.compile(r"^(\d+(?:\.\d+)?)d?$")


def pairs(words: Sequence[str], option: str) -> list[tuple[str, str]]:
    """Split ``NAME=VALUE`` words.

    Raises:
        Problem: A word has no equals sign or no name.
    """
    found = []
    for word in words:
        name, sign, value = word.partition("=")
        if not sign or not name:
            raise Problem(f"{option} takes NAME=VALUE, not {word!r}")
        found.append((name.strip(), value.strip()))
    return found


def make_plan(
    template: Template,
    data: Dataset,
    roles: Sequence[tuple[str, str]],
    split: str | None,
    settings: Mapping[str, str],
) -> Plan:
    """The template's suggestion, changed by what was said.

    Args:
        template: The use case.
        data: The dataset.
        roles: Pairs of role and column; a role that takes many columns may come more than once.
        split: The words after ``--split``, None for the suggested one.
        settings: Name to value of hyper-parameters, costs and the rest.

    Raises:
        Problem: A role, column, split or setting does not exist or is out of range, or a role has too many columns.
    """
    said = _columns_of(template, roles)
    # The other roles are guessed around those that are fixed; being left out says nothing about the rest.
    plan = template.suggest(data, {role: columns[0] for role, columns in said.items() if role != "ignore"})
    for role, columns in said.items():
        for column in columns if role == "ignore" else columns[1:]:
            plan = plan.with_role(column, role)
    if split is not None:
        plan = plan.model_copy(update={"split": parse_split(split, template.task.splits)})
    return _apply(template, plan, settings)


def _columns_of(template: Template, roles: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """Each role with the columns that were given for it, in their order."""
    known = {role.name: role for role in template.task.roles}
    found: dict[str, list[str]] = {}
    for role, column in roles:
        if role not in known:
            raise Problem(f"There is no role {role!r}", remedy=f"Roles are: {', '.join(sorted(known))}.")
        if column not in found.setdefault(role, []):
            found[role].append(column)
    for role, columns in found.items():
        if len(columns) > 1 and not known[role].many:
            named = ", ".join(repr(column) for column in columns)
            raise Problem(f"Only one column can have the role {role}, and {named} were given")
    columns = [column for each in found.values() for column in each]
    twice = next((column for column in columns if columns.count(column) > 1), None)
    if twice is not None:
        raise Problem(f"Two roles were given to the column {twice!r}", remedy="Give it one.")
    return found


def parse_split(words: str, known: Sequence[str]) -> Split:
    """Read ``stratified``, ``last``, ``time:on=COL[,gap=7d]``, ``group:COL`` or ``column:COL``.

    Raises:
        Problem: It is none of these, or this kind of data has no such split.
    """
    kind, _, rest = words.partition(":")
    if kind not in known:
        raise Problem(f"There is no split {kind!r} for this data", remedy=f"Choose one of: {', '.join(known)}.")
    values: dict[str, Any] = {"kind": kind}
    if kind == "time":
        options = dict(pairs(rest.split(","), "--split time:")) if rest else {}
        gap = GAP.match(options.pop("gap", "0d"))
        values["column"] = options.pop("on", None)
        if options or not values["column"] or gap is None:
            raise Problem("A time split is written time:on=COL or time:on=COL,gap=7d")
        values["gap"] = float(gap[1])
    elif kind in ("group", "column"):
        if not rest:
            raise Problem(f"A {kind} split is written {kind}:COL")
        values["column"] = rest
    return Split.model_validate(values)


def _apply(template: Template, plan: Plan, settings: Mapping[str, str]) -> Plan:
    costs = {name: settings[name] for name in settings if name in Costs.model_fields}
    called = {name: settings[name] for name in settings if name in Called.model_fields}
    split = {name.removeprefix("split_"): settings[name] for name in settings if name.startswith("split_")}
    network = settings.get("network", plan.network)
    if network not in template.task.networks:
        known = ", ".join(template.task.networks)
        raise Problem(f"There is no network {network!r} for this data", remedy=f"Choose one of: {known}.")
    kind = template.task.options
    asked = {name: settings[name] for name in settings if kind and name in kind.model_fields}
    taken = {*costs, *called, *asked, "network"}
    rest = {name: settings[name] for name in settings if name not in taken and not name.startswith("split_")}
    _check_names(template, network, rest)
    hparams = template.task.networks[network].make(rest).model_dump(include=set(rest))
    try:
        return plan.model_copy(
            update={
                "network": network,
                "hparams": hparams,
                "costs": Costs.model_validate({**plan.costs.model_dump(), **costs}),
                "split": Split.model_validate({**plan.split.model_dump(), **split}),
                "called": with_word(plan.called, called),
                "options": with_settings(kind, plan.options, asked) if kind else plan.options,
            }
        )
    except ValidationError as error:
        raise Problem(f"The setting {explain(error)}") from error


def with_word(called: Called | None, said: Mapping[str, str]) -> Called | None:
    """What a row is called, as it was said; singular and plural go together."""
    missing = sorted(set(Called.model_fields) - set(said))
    if said and missing:
        raise Problem(f"--set {missing[0]} is missing", remedy="A row is called case=claim and cases=claims together.")
    return Called.model_validate(said) if said else called


def with_settings(kind: type[Record], options: Mapping[str, Any], asked: Mapping[str, str]) -> dict[str, Any]:
    """Options of a plan with what was said; nothing after the equals sign means that the option is not given."""
    said = {name: value or None for name, value in asked.items()}
    return kind.model_validate({**options, **said}).model_dump(include={*options, *said})


def _check_names(template: Template, network: str, names: Iterable[str]) -> None:
    """See that every name is a hyper-parameter.

    Raises:
        Problem: One is not; the remedy lists all that can be set.
    """
    kind = template.task.networks[network]
    options = list(template.task.options.model_fields) if template.task.options else []
    for name in names:
        if name not in kind.model_fields:
            known = ", ".join(["network", *kind.model_fields, *options, *Costs.model_fields, *Called.model_fields])
            raise Problem(f"There is no setting {name!r} for {template.slug}", remedy=f"Settings are: {known}.")
