"""Train on pictures: runs in a run's own process, the only place where TensorFlow is loaded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bigmodel.data.split import split_rows
from bigmodel.inference.pictures import picture_encoder
from bigmodel.networks import cnn
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import RunSpec, Schema
from bigmodel.spec.hparams import CNN
from bigmodel.tasks.course import Course, Part, run_course
from bigmodel.tasks.images.dataset import PictureDataset
from bigmodel.tasks.targets import class_indices, needed_outcome, unchanged


def train(data_folder: Path, spec: RunSpec, folder: RunFolder, stopped: Callable[[], bool], resume: bool) -> None:
    """Train, evaluate and leave bundle, scores and report in the run's folder.

    Args:
        data_folder: The dataset's folder.
        spec: What to do.
        folder: The run's folder.
        stopped: Asked between steps.
        resume: Whether to go on from the last finished epoch.

    Raises:
        Problem: The data or the plan does not allow training.
    """
    data = PictureDataset(data_folder)
    unchanged(data.fingerprint, spec)
    outcome = needed_outcome(spec.plan)
    rows = split_rows(data.cases, spec.plan)
    y = class_indices(data.cases, spec.plan, outcome)
    hparams = CNN.make(spec.plan.hparams)
    height, width, channels = data.shape
    run_course(
        Course(
            spec=spec,
            folder=folder,
            stopped=stopped,
            resume=resume,
            hparams=hparams,
            parts={
                name: Part(rows=part, tensors={"pictures": data.take(part)}, y=y[part])
                for name, part in (("train", rows.train), ("validation", rows.validation), ("test", rows.test))
            },
            schema=Schema(
                task=spec.task,
                template=spec.plan.template,
                fields=spec.plan.fields,
                outcome=outcome,
                encoder=picture_encoder(height, width, "RGB" if channels == 3 else "L"),
            ),
            build=lambda: cnn.build(hparams, data.shape, len(outcome.classes)),
        )
    )
