"""How long a training on pictures will take."""

from __future__ import annotations

from bigmodel.spec.hparams import Backbone, ResNet, Training
from bigmodel.spec.hparams.resnet import LARGE
from bigmodel.tasks.speed import ROW_SECONDS, START_SECONDS, estimate_seconds

LOOK_SECONDS = 3e-3
"""The pretrained network looking at one picture of 160 x 160 pixels, two cores."""
TUNE_SECONDS = 9e-3
"""One step of training its last blocks, by picture, two cores."""
EXPORT_SECONDS = 3.0
"""Writing the pretrained network out, and reading its weights."""
HEAD_SECONDS = 2e-5
"""Training a last layer, by picture and epoch."""


def picture_seconds(network: str, hparams: Training, cases: int, shape: tuple[int, int, int]) -> float:
    """Estimated seconds from the click to the result.

    Args:
        network: Name of the network.
        hparams: Its hyper-parameters.
        cases: Number of pictures.
        shape: Their height, width and channels.
    """
    hparams = hparams.for_rows(round(0.7 * cases))
    if isinstance(hparams, Backbone):
        copies = 2 if hparams.flip else 1
        looks = cases * copies * LOOK_SECONDS * (hparams.side / 160) ** 2
        each = TUNE_SECONDS if hparams.fine_tune else HEAD_SECONDS
        return START_SECONDS + EXPORT_SECONDS + looks + 0.7 * cases * hparams.epochs * each + ROW_SECONDS * cases
    flops = residual_flops(hparams, shape) if isinstance(hparams, ResNet) else classic_flops(shape)
    return estimate_seconds(network, hparams, cases, flops)


def classic_flops(shape: tuple[int, int, int]) -> float:
    """Multiply-adds of the classic CNN for one picture, times two."""
    height, width, channels = shape
    area = height * width
    return 2.0 * (area * 9 * channels * 32 + area / 4 * 9 * 32 * 64 + area / 16 * 9 * 64 * 64)


def residual_flops(hparams: ResNet, shape: tuple[int, int, int]) -> float:
    """Multiply-adds of the residual network's convolutions for one picture, times two."""
    height, width, channels = shape
    area = height * width / (4 if hparams.coarse else 1)
    total, before = 0.0, channels
    for stage in range(3):
        wide = hparams.channels << stage
        if stage:
            area /= 4
        blocks = hparams.depth if stage else hparams.depth - 1
        total += area * 9 * before * wide
        if not stage and hparams.coarse and min(height, width) // 2 >= LARGE:
            area /= 4
        total += area * 9 * max(0, blocks) * 2 * wide * wide
        before = wide
    return 2.0 * total
