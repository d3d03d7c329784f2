"""The network on order-tracked envelope spectra, the default for vibration signals."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import ops

from bigmodel.networks.envelope import BandEnvelopes, OrderSpectrum
from bigmodel.networks.resonances import BandLevels
from bigmodel.networks.signal_inputs import SignalInputs, signal_tensors
from bigmodel.networks.signal_noise import VarySignals
from bigmodel.spec import Problem
from bigmodel.spec.hparams import EnvelopeCNN

ORDERS = (0.2, 18.0)
"""Multiples of the shaft's speed that are looked at: three harmonics of the inner race of most bearings."""
PLAIN = 600.0
"""Highest frequency of envelopes in Hz that is looked at where no speed is known."""
LEEWAY = 1.25
"""How much faster than in training the shaft may turn with the whole axis in view."""
BINS = (128, 512)
POINTS = 4
"""Points of the axis for each line that the length of the window resolves."""
FILTERS = (16, 32, 64)
KERNEL, STRIDE = 7, 2
LEVELS = 64
"""Bands whose strength is looked at where resonances count, and units that look at them."""
FLOOR = 0.02
"""Size of a line of an envelope's spectrum that counts as nothing; one in a hundred lies below."""
FEWEST = 16
"""Envelope values of a window at least."""


@keras.saving.register_keras_serializable("bigmodel")
class Spectra(keras.layers.Layer):
    """All spectra of a batch below each other: float32 (n, k, bins) -> (n * k, bins, 1)."""

    def call(self, spectra: Any) -> Any:
        """Flatten a batch."""
        return ops.reshape(spectra, (-1, spectra.shape[2], 1))

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """The number of rows is left open."""
        return (None, shape[2], 1)


@keras.saving.register_keras_serializable("bigmodel")
class OverBands(keras.layers.Layer):
    """Highest and mean value over a window's ``k`` spectra: float32 (n * k, w) -> (n, 2 * w).

    Which band rings differs from bearing to bearing, so no band has weights of its own.
    """

    def __init__(self, k: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.k = int(k)

    def call(self, values: Any) -> Any:
        """Pool a batch."""
        apart = ops.reshape(values, (-1, self.k, values.shape[1]))
        return ops.concatenate([ops.max(apart, axis=1), ops.mean(apart, axis=1)], axis=1)

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """(n * k, w) -> (n, 2 * w)."""
        return (None, 2 * (shape[1] or 0))

    def get_config(self) -> dict[str, Any]:
        """What rebuilds the layer."""
        return {**super().get_config(), "k": self.k}


def build(hparams: EnvelopeCNN, inputs: SignalInputs, classes: int) -> keras.Model:
    """Envelopes in bands, their spectra by order, and small convolutions that all bands share, by member.

    Args:
        hparams: Bands, members, augmentation, dropout and seed.
        inputs: Shape of the windows, sampling rate, and the speeds of training rows.
        classes: Number of classes.

    Returns:
        A model from ``{"signals", "speed"}`` to logits float32 (n, members, classes).

    Raises:
        Problem: The windows are too short for that many bands.
    """
    tensors = signal_tensors(inputs)
    varied = VarySignals(hparams.noise, hparams.shift, 0.0, hparams.seed, name="varied")(tensors["signals"])
    envelopes, spectrum = front(hparams.bands, inputs)
    spectra = spectrum(envelopes(varied), tensors["speed"])
    listening = listeners(hparams)
    rings = ringing(varied, inputs) if listening else None
    rows = Spectra(name="spectra")(spectra)
    logits = [
        member_logits(
            rows,
            rings if each in listening else None,
            k=spectra.shape[1],
            classes=classes,
            dropout=hparams.dropout,
            seed=hparams.seed + 100 * each,
            name=str(each),
        )
        for each in range(hparams.members)
    ]
    joined = keras.layers.Concatenate(axis=1, name="members")(logits) if len(logits) > 1 else logits[0]
    return keras.Model(tensors, joined, name="envelope_cnn")


def listeners(hparams: EnvelopeCNN) -> range:
    """Numbers of the members that look at resonances: none, every second one, or all."""
    if hparams.resonances == "none":
        return range(0)
    return range(hparams.members) if hparams.resonances == "all" else range(1, hparams.members, 2)


def front(
    bands: int,
    inputs: SignalInputs,
    orders: tuple[float, float] = ORDERS,
    quiet: float | None = None,
    name: str = "",
) -> tuple[BandEnvelopes, OrderSpectrum]:
    """The layers before all that learns.

    Args:
        bands: Number of bands.
        inputs: Of training rows.
        orders: First and last multiple of the shaft's speed; where no speed is known, frequencies to ``PLAIN``.
        quiet: As in ``BandEnvelopes``; with it every value of an envelope is kept that its band may tell.
        name: Stands before the layers' names.

    Raises:
        Problem: The windows are too short for that many bands.
    """
    known = inputs.speed is not None
    highest = orders[1] * LEEWAY * (inputs.fastest or 0.0) if known else PLAIN
    highest = min(highest, inputs.rate / 4)
    stride = max(1, min(int(inputs.rate / (2 * highest)), inputs.window // (2 * FEWEST)))
    if quiet is not None:
        stride = min(stride, bands)
    envelopes = BandEnvelopes(bands, stride, quiet, name=f"{name}envelopes")
    frames = envelopes.frames(inputs.window)
    if frames < FEWEST:
        raise Problem(
            f"Windows of {inputs.window} samples are too short for envelopes in {bands} bands",
            remedy=f"Cut windows of {envelopes.taps + 2 * FEWEST} samples or more.",
        )
    low, high = orders if known else (0.0, highest)
    lines = (high * (inputs.speed or 1.0)) * inputs.window / inputs.rate
    bins = int(np.clip(64 * np.ceil(POINTS * lines / 64), *BINS))
    spectrum = OrderSpectrum(
        rate=inputs.rate / stride,
        bins=bins,
        low=low,
        high=high,
        speed=inputs.speed,
        highest=highest,
        floor=FLOOR,
        name=f"{name}spectrum",
    )
    return envelopes, spectrum


def ringing(signals: Any, inputs: SignalInputs) -> Any:
    """How strongly each frequency band rings, standardised, (n, channels * bands)."""
    bands = min(LEVELS, inputs.window // 4)
    return keras.layers.BatchNormalization(momentum=0.9, name="levels")(BandLevels(bands, name="rings")(signals))


def member_logits(
    rows: Any,
    rings: Any,
    *,
    k: int,
    classes: int,
    dropout: float,
    seed: int,
    name: str,
    filters: tuple[int, ...] = FILTERS,
) -> Any:
    """Logits (n, 1, classes) of one member.

    Args:
        rows: All spectra below each other, as of ``Spectra``.
        rings: As of ``ringing``; None for a member that does not listen to resonances.
        k: Spectra of a window.
        classes: Number of classes.
        dropout: Share of what was found that is left out in training.
        seed: Of weights and dropout.
        name: Tells its layers from those of other members.
        filters: Of each convolution.
    """
    hidden = rows
    for index, number in enumerate(filters):
        hidden = keras.layers.Conv1D(
            number,
            KERNEL,
            strides=STRIDE,
            padding="same",
            use_bias=False,
            kernel_initializer=keras.initializers.GlorotUniform(seed=seed + index),
            name=f"conv_{name}_{index + 1}",
        )(hidden)
        hidden = keras.layers.BatchNormalization(momentum=0.9, name=f"norm_{name}_{index + 1}")(hidden)
        hidden = keras.layers.ReLU(name=f"relu_{name}_{index + 1}")(hidden)
    hidden = keras.layers.Flatten(name=f"flat_{name}")(hidden)
    hidden = OverBands(k, name=f"bands_{name}")(hidden)
    if rings is not None:
        start = keras.initializers.GlorotUniform(seed=seed + len(filters) + 1)
        heard = keras.layers.Dense(LEVELS, activation="relu", kernel_initializer=start, name=f"rings_{name}")(rings)
        hidden = keras.layers.Concatenate(name=f"both_{name}")([hidden, heard])
    if dropout:
        hidden = keras.layers.Dropout(dropout, seed=seed, name=f"dropout_{name}")(hidden)
    start = keras.initializers.GlorotUniform(seed=seed + len(filters))
    logits = keras.layers.Dense(classes, kernel_initializer=start, name=f"head_{name}")(hidden)
    return keras.layers.Reshape((1, classes), name=f"logits_{name}")(logits)
