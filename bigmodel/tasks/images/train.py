"""Train on pictures: runs in a run's own process, the only place where TensorFlow is loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np

from bigmodel.data.split import split_rows
from bigmodel.inference.pictures import picture_encoder
from bigmodel.networks import backbone, cnn, resnet
from bigmodel.networks.looks import looking
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import RunSpec, Schema
from bigmodel.spec.hparams import CNN, Backbone, ResNet
from bigmodel.tasks.course import Course, Part, run_course
from bigmodel.tasks.images.dataset import PictureDataset
from bigmodel.tasks.images.feature_cache import FeatureCache
from bigmodel.tasks.images.inner import Frozen, inner_of
from bigmodel.tasks.images.networks import NETWORKS
from bigmodel.tasks.targets import class_indices, needed_outcome, unchanged
from bigmodel.training.objective import Classes
from bigmodel.training.picture_onnx import onnx_of, write_picture_onnx

ROWS_AT_ONCE = 16
"""Pictures that the pretrained network scores at once: its inner values are large."""
STOPPED = "Stopped before training began; the pictures looked at so far are kept, so a new start goes on from there."


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
        write=write_picture_onnx,
    )
    if isinstance(hparams, ResNet):
        course = _residual(course, hparams.for_rows(len(rows.train)), data.shape)
    wanted = _pretrained(course, hparams, data) if isinstance(hparams, Backbone) else course
    if wanted is not None:
        run_course(wanted)


def _residual(course: Course, hparams: ResNet, shape: tuple[int, int, int]) -> Course:
    """The course of the residual network: soft answers in training, several looks in the model that ships."""
    return replace(
        course,
        build=lambda: resnet.build(hparams, shape, len(course.schema.outcome.classes)),
        wrap=looking(flip=hparams.views and hparams.flip, shift=hparams.views and hparams.shift > 0),
        objective=Classes(hparams.smoothing),
    )


def _pretrained(course: Course, hparams: Backbone, data: PictureDataset) -> Course | None:
    """The course of the pretrained network: the frozen part sees each picture once, the rest is trained on that.

    Returns:
        None where the run was stopped before all pictures were seen.
    """
    body = backbone.frozen(hparams, data.shape)
    classes = len(course.schema.outcome.classes)
    frozen = Frozen(onnx_of(body, "inner"), body.output.shape[1:], hparams.flip)
    # Test pictures are never trained on: the exported model scores them.
    train, validation = course.parts["train"], course.parts["validation"]
    inner = inner_of(
        frozen,
        data.take,
        np.concatenate([train.rows, validation.rows]),
        FeatureCache(data.folder, backbone.way_of(hparams, data.fingerprint), (frozen.copies, *frozen.shape)),
        emit=course.folder.emit,
        stopped=course.stopped,
    )
    if inner is None:
        course.folder.note(message=STOPPED)
        return None
    learnt = {"train": inner[: len(train.rows)], "validation": inner[len(train.rows) :]}
    parts = {name: replace(course.parts[name], learnt={"inner": values}) for name, values in learnt.items()}

    def build() -> keras.Model:
        model = backbone.build(hparams, inner.shape[1:], classes)
        if hparams.fine_tune:
            backbone.start_head(model, learnt["train"], train.y)
        return model

    encoder = {**course.schema.encoder, "rows_at_once": ROWS_AT_ONCE}
    return replace(
        course,
        parts={**course.parts, **parts},
        schema=course.schema.model_copy(update={"encoder": encoder}),
        build=build,
        wrap=backbone.joining(hparams, body),
        compared=ROWS_AT_ONCE // 2,
    )
