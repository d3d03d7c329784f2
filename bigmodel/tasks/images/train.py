"""Train on pictures: runs in a run's own process, the only place where TensorFlow is loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import keras

from bigmodel.data.split import split_rows
from bigmodel.inference.pictures import picture_encoder
from bigmodel.networks import backbone, cnn, resnet
from bigmodel.networks.looks import looking
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import RunSpec, Schema
from bigmodel.spec.hparams import CNN, Backbone, ResNet
from bigmodel.tasks.course import Course, Part, run_course
from bigmodel.tasks.images.dataset import PictureDataset
from bigmodel.tasks.images.inner import inner_of
from bigmodel.tasks.images.networks import NETWORKS
from bigmodel.tasks.targets import class_indices, needed_outcome, unchanged
from bigmodel.training.objective import Classes

ROWS_AT_ONCE = 16
"""Pictures that the pretrained network scores at once: its inner values are large."""


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
    hparams = NETWORKS[spec.plan.network].make(spec.plan.hparams)
    height, width, channels = data.shape
    course = Course(
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
        build=lambda: cnn.build(CNN.make(spec.plan.hparams), data.shape, len(outcome.classes)),
    )
    if isinstance(hparams, ResNet):
        course = _residual(course, hparams, data.shape)
    elif isinstance(hparams, Backbone):
        course = _pretrained(course, hparams, data.shape)
    run_course(course)


def _residual(course: Course, hparams: ResNet, shape: tuple[int, int, int]) -> Course:
    """The course of the residual network: soft answers in training, several looks in the model that ships."""
    return replace(
        course,
        build=lambda: resnet.build(hparams, shape, len(course.schema.outcome.classes)),
        wrap=looking(flip=hparams.views and hparams.flip, shift=hparams.views and hparams.shift > 0),
        objective=Classes(hparams.smoothing),
    )


def _pretrained(course: Course, hparams: Backbone, shape: tuple[int, int, int]) -> Course:
    """The course of the pretrained network: the frozen part sees each picture once, the rest is trained on that."""
    body = backbone.frozen(hparams, shape)
    classes = len(course.schema.outcome.classes)

    def with_inner(name: str, part: Part) -> Part:
        if name == "test":  # never trained on; the exported model scores it
            return part
        inner = inner_of(
            body,
            part.tensors["pictures"],
            mirrored=hparams.flip,
            emit=course.folder.emit,
            stopped=course.stopped,
            what="training" if name == "train" else name,
        )
        return replace(part, learnt={"inner": inner})

    parts = {name: with_inner(name, part) for name, part in course.parts.items()}
    learnt = parts["train"].learnt or {}

    def build() -> keras.Model:
        model = backbone.build(hparams, learnt["inner"].shape[1:], classes)
        if hparams.fine_tune:
            backbone.start_head(model, learnt["inner"], parts["train"].y)
        return model

    encoder = {**course.schema.encoder, "rows_at_once": ROWS_AT_ONCE}
    return replace(
        course,
        parts=parts,
        schema=course.schema.model_copy(update={"encoder": encoder}),
        build=build,
        wrap=backbone.joining(hparams, body),
    )
