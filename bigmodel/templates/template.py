"""A use case: a kind of data with its words, defaults, costs and sample."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib import import_module
from pathlib import Path

from bigmodel.spec import Costs, Finding, Plan, Words
from bigmodel.tasks.task import Dataset, Task
from bigmodel.templates.proposal import Proposal, offer


@dataclass(frozen=True)
class Sample:
    """Data that comes along, made by ``make`` with a fixed seed.

    Attributes:
        name: File name in ``sample_data/``.
        title: What it is, in a few words.
        simulated: Whether it was simulated; it is then labelled so wherever it is shown.
        make: Writes the file into a folder, always the same bytes of content.
    """

    name: str
    title: str
    simulated: bool
    make: Callable[[Path], None]


@dataclass(frozen=True)
class Template:
    """A use case as Start offers it.

    Attributes:
        slug: The name on the command line and in files.
        title: The name on the page.
        icon: A Material icon, for example ``":material/credit_card:"``.
        summary: Two short sentences: what it decides.
        takes: What data it takes, in a few words.
        kind: The kind of data: the name of a folder of ``tasks``, whose module ``task`` holds a ``TASK``.
        words: The template's words.
        costs: Costs to start from.
        sample: The data that comes along.
        more_samples: Further data that comes along.
        proposals: Columns that it offers to compute; for tables.
        hints: Column-name fragments by role, which help the guessing of roles.
    """

    slug: str
    title: str
    icon: str
    summary: str
    takes: str
    kind: str
    words: Words
    costs: Costs
    sample: Sample
    hints: dict[str, tuple[str, ...]] = field(default_factory=dict)
    more_samples: tuple[Sample, ...] = ()
    proposals: tuple[Proposal, ...] = ()

    @cached_property
    def task(self) -> Task:
        """What the kind of data brings, loaded when it is first needed: Start is drawn without it."""
        task: Task = import_module(f"bigmodel.tasks.{self.kind}.task").TASK
        return task

    @property
    def samples(self) -> tuple[Sample, ...]:
        """All data that comes along, the first one offered first."""
        return (self.sample, *self.more_samples)

    def suggest(self, data: Dataset, roles: dict[str, str] | None = None) -> Plan:
        """The task's suggestion with this template's costs; ``roles`` maps role to column and wins."""
        plan = self.task.suggest(data, self.slug, roles or {}, self.hints)
        costs = self.costs.model_copy(update={"miss_is_amount": plan.one("amount") is not None})
        return plan.model_copy(update={"costs": costs})

    def words_of(self, plan: Plan) -> Words:
        """This template's words with what a plan calls a row."""
        return self.words if plan.called is None else self.words.model_copy(update=plan.called.model_dump())

    def in_words(self, words: Words) -> Template:
        """The same use case in the words of a run or of a plan."""
        return replace(self, words=words)

    def check(self, data: Dataset, plan: Plan) -> Sequence[Finding]:
        """What the task finds, and the columns that this template offers to compute; gravest first."""
        found = list(self.task.check(data, plan))
        if any(finding.severity == "stop" for finding in found):
            return found
        grave = [finding for finding in found if finding.severity in ("warning", "note")]
        return [*grave, *offer(plan, self.proposals), *found[len(grave) :]]
