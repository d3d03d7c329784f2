"""The smallest changes of a case that flip the decision.

Method: breadth-first over the number of changed columns. All allowed values of single columns are asked about at once;
where they give too few answers, the ones that come nearest to the aim are put together in pairs, then three and four (a
beam). Where none of these reaches it, the changes that help most are made one after the other, and real records of
the wanted class lend their values (as NICE does: Brughmans, Leyman, Martens, "NICE: an algorithm for nearest instance
counterfactual explanations", 2024); what is not needed of those is taken back. Numbers of the answers then go back
towards the case by bisection. Of changes that are equally small the one that is most alike to a real record is taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bigmodel.explain.aim import Aim
from bigmodel.explain.beam import NEAREST, Beam
from bigmodel.explain.changeable import Changeable, Limits, check_limits, choices
from bigmodel.explain.columns import Score
from bigmodel.explain.donors import donated, stairs
from bigmodel.explain.edits import Copies, Edits, sets_of
from bigmodel.explain.likeness import Likeness
from bigmodel.explain.neighbours import Records
from bigmodel.explain.refine import back, needed, starts_of
from bigmodel.spec import Change, Problem

DEPTH = 4
"""Columns that are put together at most by trying."""
KEPT = 8
"""Values of one set of columns among which the one most alike to real records is chosen."""
SAME = 1e-9


@dataclass(frozen=True)
class Space:
    """Where to search, the same for all cases of a run.

    Attributes:
        columns: The columns that may be changed.
        records: Real records; answers are compared with them.
        usual: The distance within which real records have another one.
        encoder: What ``inference.table.fit_encoder`` returned.
        score: Asks the model: tensors to scores, (n,) for two classes, else (n, k).
    """

    columns: tuple[Changeable, ...]
    records: Records
    usual: float
    encoder: Mapping[str, Any]
    score: Score


@dataclass(frozen=True)
class Counterfactual:
    """A change of the case that flips the decision.

    Attributes:
        changes: What is set to what.
        score: The score of the changed case: of class 1 for two classes, else of the wanted class.
        distance: How far it is from the case: a category counts 1, a number its share of the spread of the middle 90 %.
        alike: Real records as near to the changed case as real records usually are to each other.
    """

    changes: tuple[Change, ...]
    score: float
    distance: float
    alike: int


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes:
        answers: The smallest first; each changes another set of columns, and none needs all that a smaller one changes.
        tried: Changed copies that the model was asked about.
        best: The score of the copy that came nearest to the aim.
        alike: Real records that are alike to the case itself.
    """

    answers: tuple[Counterfactual, ...]
    tried: int
    best: float
    alike: int


def find(case: pa.Table, space: Space, aim: Aim, number: int = 5, limits: Limits | None = None) -> Found:
    """The smallest changes of a case that reach the aim, at most ``number``, each of another set of columns.

    Args:
        case: One row in the kinds of training; values may be missing or unseen.
        space: Where to search.
        aim: The wanted class.
        number: How many answers, 1 or more.
        limits: What is allowed; None allows all that training saw.

    Raises:
        Problem: The limits can't be meant, or the model can't score the case.
    """
    limits = limits or Limits()
    check_limits(limits, space.columns)
    return _Search(case, space, aim, limits).run(number)


class _Search:
    def __init__(self, case: pa.Table, space: Space, aim: Aim, limits: Limits) -> None:
        self.space, self.aim, self.limits = space, aim, limits
        self.copies = Copies(case, space.columns, space.encoder)
        self.choices = [choices(column, case, limits) for column in space.columns]
        self.likeness = Likeness(self.copies, space.records)
        self.tried = 0
        self.best = (-np.inf, np.nan)

    def run(self, number: int) -> Found:
        hits = self._hits(number)
        answers = self._answers(self._chosen(hits, 2 * number), number) if len(hits) else ()
        alike = int((self.likeness.base <= self.space.usual).sum())
        return Found(answers, self.tried, self.best[1], alike)

    def ask(self, edits: Edits) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
        """Which copies reach the aim, bool (n,), and how near each is, float64 (n,)."""
        score = self.space.score(self.copies.tensors(edits))
        nearness = self.aim.nearness(score)
        self.tried += len(edits)
        if len(edits) and nearness.max() > self.best[0]:
            self.best = float(nearness.max()), float(self._own(score)[nearness.argmax()])
        return self.aim.reached(score), nearness

    def _own(self, score: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
        return score if score.ndim == 1 else score[:, self.aim.wanted]

    def _hits(self, number: int) -> Edits:
        """Copies that reach the aim, of at least ``number`` sets of columns where there are as many."""
        singles = self._singles()
        if not len(singles):
            return singles
        # The case itself comes first, to see that there is something to flip.
        reached, nearness = self.ask(np.concatenate([self.copies.empty(1), singles]))
        if reached[0]:
            raise Problem("The case is decided in this way already", remedy="Ask for another class.")
        reached, nearness = reached[1:], nearness[1:]
        hits, beam = [singles[reached]], Beam(singles[~reached], nearness[~reached], sets_of(singles[reached]))
        found = set(sets_of(singles[reached]))
        for _ in range(DEPTH - 1):
            pairs = beam.longer()
            if len(found) >= number or not len(pairs):
                break
            reached, nearness = self.ask(pairs)
            hits.append(pairs[reached])
            found |= set(sets_of(pairs[reached]))
            beam.keep(pairs[~reached], nearness[~reached], found)
        return np.concatenate(hits) if found else self._last_resort(singles, beam)

    def _singles(self) -> Edits:
        """One copy for each value of each column."""
        edits = self.copies.empty(sum(map(len, self.choices)))
        row = 0
        for place, values in enumerate(self.choices):
            edits[row : row + len(values), place] = values
            row += len(values)
        return edits

    def _last_resort(self, singles: Edits, beam: Beam) -> Edits:
        wanted = self.space.records.y == self.aim.wanted
        tries = np.concatenate([stairs(beam.singles), donated(self.choices, self.likeness, wanted)])
        reached, _ = self.ask(tries)
        hits = tries[reached]
        fewest = np.argsort((~np.isnan(hits)).sum(axis=1), kind="stable")[:NEAREST]
        return needed(hits[fewest], self.ask)

    def _chosen(self, hits: Edits, most: int) -> Edits:
        """For each of the smallest sets of columns its best copy; sets that hold a smaller one go."""
        rows_of: dict[frozenset[int], list[int]] = {}
        for row, columns in enumerate(sets_of(hits)):
            rows_of.setdefault(columns, []).append(row)
        distances = self.copies.distances(hits)
        options: list[Option] = []
        for columns in sorted(rows_of, key=len):
            if not any(option.columns < columns for option in options):
                mine = np.array(rows_of[columns])
                near = mine[np.argsort(distances[mine], kind="stable")][:KEPT]
                same = near[distances[near] <= distances[near[0]] + SAME]
                options.append(Option(float(distances[near[0]]), hits[same], columns))
        chosen = [option.copies for option in _spread(options, most)]
        return np.array([same[self.likeness.nearest(same).argmin()] if len(same) > 1 else same[0] for same in chosen])

    def _answers(self, edits: Edits, number: int) -> tuple[Counterfactual, ...]:
        """The copies with their numbers moved back, checked once more by the model as they stand."""
        edits = back(edits, self.copies, starts_of(self.copies, self.limits), self.ask)
        distances = self.copies.distances(edits)
        every = [Option(*each) for each in zip(distances.tolist(), edits[:, None], sets_of(edits), strict=True)]
        ranked = _spread(every, number)
        final = np.concatenate([option.copies for option in ranked])
        score = self.space.score(self.copies.tensors(final))
        rows = zip(ranked, final, self._own(score).tolist(), self.aim.reached(score), strict=True)
        return tuple(
            Counterfactual(
                self.copies.changes(edit), own, option.distance, self.likeness.within(edit, self.space.usual)
            )
            for option, edit, own, reached in rows
            if reached
        )


@dataclass(frozen=True, eq=False)
class Option:
    """A set of columns that reaches the aim: its distance, copies of that distance (n, columns), the columns."""

    distance: float
    copies: Edits
    columns: frozenset[int]


def _spread(options: Sequence[Option], number: int) -> list[Option]:
    """The smallest options, of those of one size first the ones whose columns no earlier one changes, then the nearest.

    Args:
        options: Each of another set of columns.
        number: How many at most.
    """
    left, taken = list(options), list[Option]()
    used: Counter[int] = Counter()
    while left and len(taken) < number:
        best = min(left, key=lambda one: (len(one.columns), sum(used[each] for each in one.columns), one.distance))
        left.remove(best)
        taken.append(best)
        used.update(best.columns)
    return taken
