"""The network that weighs how far each multiple of the shaft's speed stands out, for faults unlike those learnt from.

A fault of another size strikes as often as those that were learnt from, but rings and fades otherwise. So most of the
answer comes from one weight for each line of the envelope's spectrum and no more: there is little to learn by heart.
The rest comes from a member of the envelope CNN that listens to resonances, which tell finer differences apart.
"""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from bigmodel.networks.envelope_cnn import Spectra, front, member_logits, ringing
from bigmodel.networks.signal_inputs import SignalInputs, signal_tensors
from bigmodel.networks.signal_noise import VarySignals
from bigmodel.networks.standing_out import StandingOut
from bigmodel.spec.hparams import OrderLines

ORDERS = (0.2, 12.0)
"""Multiples of the shaft's speed whose lines are weighed; higher harmonics of faults of other sizes are not alike."""
QUIET = 0.01
"""Share of an envelope's mean that counts as silence."""
TIMES = 3
"""The lines count so many times as much as what rings."""
FILTERS = (8, 16, 32)


def build(hparams: OrderLines, inputs: SignalInputs, classes: int) -> keras.Model:
    """Lines of envelope spectra with a weight each, and one small convolutional member beside them.

    Args:
        hparams: Bands, augmentation, dropout and seed.
        inputs: Shape of the windows, sampling rate, and the speeds of training rows.
        classes: Number of classes.

    Returns:
        A model from ``{"signals", "speed"}`` to logits float32 (n, 4, classes).

    Raises:
        Problem: The windows are too short for that many bands.
    """
    tensors = signal_tensors(inputs)
    varied = VarySignals(hparams.noise, hparams.shift, 0.0, hparams.seed, name="varied")(tensors["signals"])
    weighed = _weighed(varied, tensors["speed"], hparams, inputs, classes)
    envelopes, spectrum = front(hparams.bands, inputs)
    spectra = spectrum(envelopes(varied), tensors["speed"])
    listening = member_logits(
        Spectra(name="spectra")(spectra),
        ringing(varied, inputs),
        k=spectra.shape[1],
        classes=classes,
        dropout=hparams.dropout,
        seed=hparams.seed,
        name="0",
        filters=FILTERS,
    )
    members = keras.layers.Concatenate(axis=1, name="members")([*[weighed] * TIMES, listening])
    return keras.Model(tensors, members, name="order_lines")


def _weighed(signals: Any, speed: Any, hparams: OrderLines, inputs: SignalInputs, classes: int) -> Any:
    """Logits (n, 1, classes) from how far each line stands out, mean over bands; the weights start at nothing."""
    envelopes, spectrum = front(hparams.bands, inputs, ORDERS, QUIET, "line_")
    standing = StandingOut(name="standing_out")(spectrum(envelopes(signals), speed))
    lines = ops.mean(standing, axis=1)
    if hparams.dropout:
        lines = keras.layers.Dropout(hparams.dropout, seed=hparams.seed, name="dropout_lines")(lines)
    logits = keras.layers.Dense(classes, kernel_initializer="zeros", name="head_lines")(lines)
    return keras.layers.Reshape((1, classes), name="logits_lines")(logits)
