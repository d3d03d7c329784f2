"""Somebody new: suggestions from the first click on, without training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Block, Control, Sentence, Table, Words
from bigmodel.tasks.interactions.suggest import bundle_of, columns_of, offered, suggest
from bigmodel.tasks.interactions.views.person import suggested
from bigmodel.tasks.task import Dataset


class Newcomer:
    """A history that is clicked together; the model has never seen its owner."""

    title = "Somebody new"

    def controls(self, run: RunFolder) -> Sequence[Control]:
        """What was chosen, and what is not wanted."""
        if run.report() is None:
            return ()
        items = offered(bundle_of(run).schema.encoder)
        help = "In the order in which they were chosen; three are enough for a taste to show."
        return (
            Control(name="chosen", title="Chosen so far", kind="choices", default=(), options=items, help=help),
            Control(name="remove", title="Not wanted", kind="choices", default=(), options=items),
        )

    def blocks(self, run: RunFolder, data: Dataset | None, words: Words, values: Mapping[str, Any]) -> Sequence[Block]:
        """The list: bestsellers at first, then what fits what was chosen."""
        if run.report() is None:
            return ()
        bundle = bundle_of(run)
        encoder = bundle.schema.encoder
        removed = columns_of(encoder, values.get("remove") or ())
        history = [column for column in columns_of(encoder, values.get("chosen") or ()) if column not in removed]
        text = (
            "The list follows what was chosen, the most recent last."
            if history
            else "Nothing is known yet, so these are the items that are chosen most. Choose one and see the list move."
        )
        columns = suggested(encoder, suggest(bundle, history, removed))
        if not history:
            columns.pop("Because of")
        return [
            Sentence(f"A new {words.case}", level=2),
            Sentence(text, level=4),
            Table("Suggestions", columns),
        ]
