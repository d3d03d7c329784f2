"""What to know about pictures before training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from bigmodel.data.check import check
from bigmodel.data.checks.wording import Wording
from bigmodel.data.labels import label_texts
from bigmodel.data.split import split_rows
from bigmodel.data.split_group import group_codes
from bigmodel.spec import Finding, Plan, Problem, Remedy
from bigmodel.spec.numbers import count, share
from bigmodel.spec.shorten import shorten
from bigmodel.tasks.images.duplicates import COPIES
from bigmodel.tasks.images.stock import listed

LOPSIDED = 10
"""So many times more pictures in the largest class than in the smallest are worth a word."""
SPARSE = 20
"""Pictures of a class below which more would help most."""
WORDING = Wording(
    row="picture",
    rows="pictures",
    target="class",
    whole="The set",
    fill_in="give them a class and read them in again",
    chosen=False,
    columns=False,
)
LONGEST = 40
"""Letters of a class name."""
GRAVITY = ("stop", "warning", "note", "good")


def check_pictures(cases: pa.Table, plan: Plan, notes: Sequence[str]) -> list[Finding]:
    """The checks of labels and split, copies, balance, and what was noticed while reading; gravest first."""
    labels = label_texts(cases["label"]).drop_null().unique().to_pylist()
    if len(labels) < 2:
        return [_too_few_classes(labels), *_read(notes)]
    found = [*check(cases, plan, WORDING), *check_copies(cases, plan), *check_balance(cases, plan), *_read(notes)]
    return sorted(found, key=lambda finding: GRAVITY.index(finding.severity))


def check_copies(cases: pa.Table, plan: Plan) -> list[Finding]:
    """Pictures that show the same: on both sides of the split, in different classes, or only more than once."""
    if COPIES not in cases.column_names:
        return []
    column = cases[COPIES]
    alone = column.is_null().to_numpy(zero_copy_only=False)
    codes = group_codes(column)
    found = [*_across(cases, plan, codes, alone), *_contradicting(cases, codes, alone)]
    if not any(finding.code == "same_picture" for finding in found):
        pictures, groups = int((~alone).sum()), len(np.unique(codes[~alone]))
        found.append(
            Finding(
                code="copies",
                severity="note",
                title=f"{count(pictures)} pictures show the same as another, in {count(groups)} "
                f"{'group' if groups == 1 else 'groups'}",
                detail=f"Found by their look, whatever their size and file type. {_examples(cases, codes, alone)}",
            )
        )
    return found


def check_balance(cases: pa.Table, plan: Plan) -> list[Finding]:
    """Classes with very few pictures, or far fewer than others."""
    if plan.outcome is None:
        return []
    counts = Counter(label for label in label_texts(cases["label"]).to_pylist() if label in plan.outcome.classes)
    if len(counts) < 2:
        return []
    ranked = counts.most_common()
    (most, many), (least, few) = ranked[0], ranked[-1]
    sparse = [f"{name} ({number})" for name, number in reversed(ranked) if 10 <= number < SPARSE]
    found = []
    if sparse:
        found.append(
            Finding(
                code="few_pictures",
                severity="note",
                title=f"Fewer than {SPARSE} pictures: {listed(sparse)}",
                detail="A pretrained network learns from so few, one that starts from nothing hardly does. Each more "
                "picture of these classes helps most.",
            )
        )
    if many >= LOPSIDED * few:
        found.append(
            Finding(
                code="imbalance",
                severity="note",
                title=f"{most} has {many / few:.0f} times as many pictures as {least}",
                detail=f"{count(many)} beside {count(few)}. Look at each class on its own: the share that is named "
                "right overall is mostly that of the large ones.",
            )
        )
    return found


def _across(cases: pa.Table, plan: Plan, codes: np.ndarray, alone: np.ndarray) -> list[Finding]:
    try:
        parts = split_rows(cases, plan)
    except Problem:  # told by another finding
        return []
    seen = np.unique(codes[parts.train][~alone[parts.train]])
    judged = np.concatenate([parts.validation, parts.test])
    known = judged[np.isin(codes[judged], seen) & ~alone[judged]]
    if not len(known):
        return []
    tested = int(np.isin(parts.test, known).sum())
    split = plan.split.model_copy(update={"kind": "group", "column": COPIES})
    grouped = plan.with_role(COPIES, "group", "copies stay together").model_copy(update={"split": split})
    own = plan.split.kind == "column"
    return [
        Finding(
            code="same_picture",
            severity="warning",
            title="The same picture stands on both sides of the split: "
            f"{count(len(known))} of the pictures to judge by {'is' if len(known) == 1 else 'are'} also in training",
            detail=f"In the test: {count(tested)}, which is {share(tested / len(parts.test))} of it. "
            "The network can know them by heart, and the result looks better than it is. "
            + _examples(cases, codes, alone, known)
            + (" Your own test set is then mixed with the rest and drawn anew." if own else ""),
            column=COPIES,
            remedies=(Remedy(label="Keep copies on one side", plan=grouped),),
        )
    ]


def _contradicting(cases: pa.Table, codes: np.ndarray, alone: np.ndarray) -> list[Finding]:
    """Pictures that show the same and stand in different classes."""
    labels = label_texts(cases["label"]).to_pylist()
    classes: dict[int, set[str]] = {}
    for place in np.flatnonzero(~alone).tolist():
        if labels[place] is not None:
            classes.setdefault(int(codes[place]), set()).add(labels[place])
    torn = [group for group, names in classes.items() if len(names) > 1]
    if not torn:
        return []
    places = np.flatnonzero(np.isin(codes, torn) & ~alone)
    return [
        Finding(
            code="contradiction",
            severity="warning",
            title=f"{count(len(torn))} pictures stand in several classes at once",
            detail="The same picture is called one thing here and another there; one of them is wrong. "
            + _examples(cases, codes, alone, places),
        )
    ]


def _examples(cases: pa.Table, codes: np.ndarray, alone: np.ndarray, places: np.ndarray | None = None) -> str:
    """The first groups of copies by their names."""
    among = np.flatnonzero(~alone) if places is None else places
    names = cases["name"]
    shown = []
    for group in list(dict.fromkeys(codes[among].tolist()))[:2]:
        mine = np.flatnonzero((codes == group) & ~alone)
        shown.append(listed([names[int(place)].as_py() for place in mine[:3]], 3) + (" …" if len(mine) > 3 else ""))
    return "For example " + "; ".join(shown) + "." if shown else ""


def _too_few_classes(labels: Sequence[str]) -> Finding:
    """Nothing to tell apart: no picture has a class, or all have the same."""
    if not labels:
        return Finding(
            code="unlabelled",
            severity="stop",
            title="No picture has a class",
            detail="Put the pictures of each class into a folder of its name, or bring a table of file names and "
            "classes with them.",
        )
    return Finding(
        code="one_class",
        severity="stop",
        title=f"Every picture is {shorten(labels[0], LONGEST)}",
        detail="There is nothing to tell apart. Bring pictures of another class, in a folder of its own.",
    )


def _read(notes: Sequence[str]) -> list[Finding]:
    return [Finding(code="reading", severity="note", title=note) for note in notes]
