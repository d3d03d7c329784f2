"""The course of a run that tells classes apart, whatever the kind of data: fit, bundle, score, judge.

Only a run's process imports this module: it loads TensorFlow.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from bigmodel.evaluation.baselines import fit_baselines, rows_learnt
from bigmodel.evaluation.decision import best_threshold
from bigmodel.evaluation.epoch import measure_epoch
from bigmodel.evaluation.features import Features, features_of
from bigmodel.evaluation.judge import judge
from bigmodel.inference.bundle import Bundle
from bigmodel.networks.serving import serving
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.scores import CaseScores, write_baselines, write_cases, write_epoch
from bigmodel.spec import Problem, RunSpec, Schema
from bigmodel.spec.hparams import Training
from bigmodel.training.arrays import Arrays
from bigmodel.training.export import Write, export_bundle
from bigmodel.training.fit import fit
from bigmodel.training.objective import Objective


@dataclass(frozen=True)
class Part:
    """Training, validation or test cases, encoded.

    Attributes:
        rows: int64 (n,), row numbers in the dataset.
        tensors: Input name to array of n cases, as the exported model takes them.
        y: int32 (n,), class index.
        amount: float64 (n,) or None.
        time: datetime64[ns] (n,) or None.
        learnt: What the network that is trained takes, where that is not what the exported model takes (features that
            a frozen backbone gave once, for instance); None where both take the same.
        features: Gives numbers for the baselines, float32 (n, d), where others than the tensors suit them better; asked
            after the network has learnt, for whoever watches waits for its first point.
    """

    rows: NDArray[np.int64]
    tensors: Mapping[str, NDArray[Any]]
    y: NDArray[np.int32]
    amount: NDArray[np.float64] | None = None
    time: NDArray[np.datetime64] | None = None
    learnt: Mapping[str, NDArray[Any]] | None = None
    features: Callable[[], NDArray[np.float32]] | None = None


@dataclass(frozen=True)
class Course:
    """What a task hands over once its data is encoded.

    Attributes:
        spec: What the run was asked to do.
        folder: The run's folder.
        stopped: Asked between steps.
        resume: Whether to go on from the last finished epoch.
        hparams: Hyper-parameters of the network.
        parts: ``train``, ``validation`` and ``test``.
        schema: What the bundle will need; its threshold is filled in here.
        build: Builds the network with logits (n, members, classes).
        wrap: Makes the model that ships from the trained network, see ``export_bundle``.
        write: Writes it as ONNX, see ``export_bundle``.
        compared: Cases on which the exported model is compared with the Keras model.
        objective: What to train for; None tells classes apart by plain cross-entropy.
        extra: What the task adds to the report.
    """

    spec: RunSpec
    folder: RunFolder
    stopped: Callable[[], bool]
    resume: bool
    hparams: Training
    parts: Mapping[str, Part]
    schema: Schema
    build: Callable[[], keras.Model]
    wrap: Callable[[keras.Model], keras.Model] = serving
    write: Write | None = None
    compared: int = 64
    objective: Objective | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


def run_course(course: Course) -> None:
    """Train, export, score with what was exported, compare with baselines and write the report.

    Raises:
        Problem: A part is empty or a class is missing from training.
    """
    started = time.perf_counter()
    check_parts(course)
    keras.utils.set_random_seed(course.hparams.seed)
    model = course.build()
    course.folder.checkpoints.mkdir(exist_ok=True)
    fitting = time.perf_counter()
    fitted = fit(
        model,
        _arrays(course.parts["train"]),
        _arrays(course.parts["validation"]),
        course.hparams,
        emit=course.folder.emit,
        stopped=course.stopped,
        on_epoch=_epoch_writer(course),
        checkpoints=course.folder.checkpoints,
        resume=course.resume,
        objective=course.objective,
    )
    before = fitted.seconds - (time.perf_counter() - fitting)  # what was trained before a resume
    said = "Scoring the test data and fitting the baselines."
    course.folder.set_status("evaluating", said, cut_short=fitted.stopped)
    scores, threshold = leave_bundle(course, model)
    train, validation, test = (_features(course, part) for part in ("train", "validation", "test"))
    baselines = fit_baselines(train, validation, test, course.schema.outcome, seed=course.hparams.seed)
    write_baselines(course.folder, baselines)
    report = judge(
        outcome=course.schema.outcome,
        costs=course.spec.plan.costs,
        threshold=threshold,
        validation=scores["validation"],
        test=scores["test"],
        baselines=baselines,
        counts={name: _counts(course, part.y) for name, part in course.parts.items()},
        best_epoch=fitted.best_epoch,
        epochs=fitted.epochs,
        learnt=rows_learnt(train, course.schema.outcome),
        words=course.spec.words,
        extra=course.extra,
        seconds=before + time.perf_counter() - started,
    )
    report.save(course.folder.report_path)


def check_parts(course: Course) -> None:
    """See that there is enough to train and judge on.

    Raises:
        Problem: A part is empty, or a class does not occur in training.
    """
    for name, part in course.parts.items():
        if not len(part.y):
            raise Problem(f"The split leaves nothing for {name}", remedy="Choose another split or bring more data.")
    counts = _counts(course, course.parts["train"].y)
    absent = [label for label, count in zip(course.schema.outcome.classes, counts, strict=True) if not count]
    if absent:
        raise Problem(
            f"No training row is of the class {absent[0]!r}",
            remedy="Choose another split, or leave rows of that class out.",
        )


def leave_bundle(course: Course, model: keras.Model) -> tuple[dict[str, CaseScores], float | None]:
    """Export the model with its schema, and store the scores that the exported model gives.

    Returns:
        Scores of ``validation`` and ``test``, and the threshold that validation chose (None for more classes).
    """
    folder = course.folder.bundle
    folder.mkdir(exist_ok=True)
    validation = course.parts["validation"]
    example = {name: array[: course.compared] for name, array in validation.tensors.items()}
    export_bundle(model, folder, example, course.wrap, course.write)
    course.schema.save(folder / "schema.json")
    bundle = Bundle.load(folder, threads=2)
    scores = {
        name: CaseScores(part.rows, part.y, bundle.score(part.tensors), part.amount, part.time)
        for name, part in course.parts.items()
        if name != "train"
    }
    threshold = None
    if course.schema.outcome.binary:
        threshold = best_threshold(validation.y, scores["validation"].score, validation.amount, course.spec.plan.costs)
        course.schema.model_copy(update={"threshold": threshold}).save(folder / "schema.json")
    write_cases(course.folder, "validation", scores["validation"])
    write_cases(course.folder, "test", scores["test"])
    return scores, threshold


def _epoch_writer(course: Course) -> Callable[[int, NDArray[np.float32]], dict[str, Any]]:
    validation = course.parts["validation"]

    def on_epoch(epoch: int, score: NDArray[np.float32]) -> dict[str, Any]:
        write_epoch(course.folder, epoch, score)
        return measure_epoch(validation.y, score, course.schema.outcome, validation.amount, course.spec.plan.costs)

    return on_epoch


def _arrays(part: Part) -> Arrays:
    return Arrays(part.tensors if part.learnt is None else part.learnt, part.y)


def _features(course: Course, name: str) -> Features:
    part = course.parts[name]
    if part.features is not None:
        return Features(part.features(), np.empty((len(part.y), 0), np.int32), part.y)
    return features_of(part.tensors, part.y)


def _counts(course: Course, y: NDArray[np.int32]) -> list[int]:
    return [int(count) for count in np.bincount(y, minlength=len(course.schema.outcome.classes))]
