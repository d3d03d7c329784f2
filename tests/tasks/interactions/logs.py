"""Small logs for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from bigmodel.spec import Outcome, Plan, Split
from bigmodel.tasks.interactions.dataset import InteractionDataset
from bigmodel.tasks.interactions.roles import guess_roles


def plan_for(data: InteractionDataset, split: Split | None = None, **options: Any) -> Plan:
    return Plan(
        template="recommendation",
        fields=guess_roles(data.table),
        outcome=Outcome(kind="ranking"),
        split=split or Split(kind="last"),
        network="sasrec",
        options={"core_users": 1, "core_items": 1, **options},
    )


def dataset(folder: Path, columns: Mapping[str, Sequence[Any]]) -> InteractionDataset:
    return InteractionDataset.create_with(pa.table(dict(columns)), None, folder)
