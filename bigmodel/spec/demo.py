"""A scripted sequence of views for people who watch (``NAME.demo.json``)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bigmodel.spec.record import Record

PageName = Literal["start", "data", "train", "evaluate", "what_if", "runs", "deploy"]
"""The pages, as they are called in addresses."""
Speed = Literal[1, 4, 16, "30s"]
"""How fast a run is replayed: so many times as fast as it was, or all of it in 30 seconds."""

Name = Annotated[str, Field(min_length=1, max_length=100)]
_Id = Annotated[str, Field(min_length=1, max_length=60)]


class Step(Record):
    """One view: a page with what is open on it. What is not named stays as the step before left it.

    Attributes:
        page: The page.
        template: Slug of a template; its newest dataset is opened where the step names no run.
        run: Id of a run.
        scenario: Id of a scenario that was kept with the run.
        case: Row number in the run's dataset, from 0, of the case that is looked at; a scenario has its own.
        say: What is said to it, shown below the page.
        replay: On Train, replay the run's live chart at this speed.
    """

    page: PageName
    template: _Id | None = None
    run: _Id | None = None
    scenario: _Id | None = None
    case: Annotated[int, Field(ge=0)] | None = None
    say: Annotated[str, Field(max_length=500)] = ""
    replay: Speed | None = None


class Demo(Record):
    """A title and the steps, first to last."""

    title: Name
    steps: Annotated[tuple[Step, ...], Field(max_length=200)] = ()
