"""Bearing faults under conditions that were not learnt from, on the CWRU recordings, beside peers in the same run.

Run: `python -m tests.benchmarks.signals [sizes|loads|inside] [SEEDS]`.

sizes: three faults (ball, inner race, outer race); a network learns from two fault sizes and is judged on the third;
macro-F1, mean over the three sizes. Validation, which chooses the epoch, is one load (1 hp) of the training sizes.
loads: nine faults (three of each size); learns at 3 hp, is judged at 0 hp; accuracy. Validation is the last fifth of
each recording at 3 hp.
inside: only when asked for; the same question asked inside the training rows, see ``inside_training``.

Peers: WDCNN on the raw signal (sizes only), the project's baseline features with logistic regression, and logistic
regression on the log spectrum, all lines as they are and as shares of 64 bands. The normal condition is left out: there
is one recording of it, of another sampling rate. Every network has the defaults of its preset, apart from what a line
says.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

SHARED = Path(os.environ.get("BIGMODEL_SHARED", Path(__file__).parents[3] / "shared" / "data"))
FILE = SHARED / "fault" / "cwru_12k_de_1024.npz"
RATE = 12_000.0
GEOMETRY = {"balls": 9, "ball_diameter": 0.3126, "pitch_diameter": 1.537, "contact_angle": 0.0}
"""SKF 6205-2RS, in inches, as the data's own page gives it."""
SIZES = ("7 mil", "14 mil", "21 mil")
KEPT_LOAD, LAST = 1, 0.8
VARIANTS = (
    ("envelope_cnn", {}),
    ("envelope_cnn", {"resonances": "none"}),
    ("envelope_cnn", {"resonances": "all"}),
    ("order_lines", {}),
)


class Data:
    """The windows of the nine faults."""

    def __init__(self):
        with np.load(FILE, allow_pickle=False) as file:
            fault = file["y"] > 0
            self.x = file["X"][fault][..., None]
            self.nine = file["y"][fault].astype(np.int32) - 1
            self.load, self.place = file["load_hp"][fault], file["segment"][fault]
            self.speed = file["rpm"][fault] / 60.0
        self.three, self.size = self.nine // 3, self.nine % 3

    def signals(self, rows):
        from bigmodel.inference.signals import Signals

        return Signals(self.x[rows], self.speed[rows], RATE)


def split_sizes(data, size):
    """Rows to learn from, of validation and of the test."""
    rest = data.size != size
    held = rest & (data.load == KEPT_LOAD)
    return [np.flatnonzero(rows) for rows in (rest & ~held, held, ~rest)]


def split_loads(data):
    """Rows to learn from, of validation and of the test."""
    here = data.load == 3
    last = data.place >= LAST * (data.place.max() + 1)
    return [np.flatnonzero(rows) for rows in (here & ~last, here & last, data.load == 0)]


def train_network(name, data, y, rows, **values):
    """Class probabilities of the test rows by one network, trained as the product trains it."""
    from bigmodel.evaluation.epoch import measure_epoch
    from bigmodel.inference.signals import encode_signals, signal_encoder
    from bigmodel.networks.serving import serving
    from bigmodel.spec import Costs, Outcome
    from bigmodel.tasks.signals.train import NETWORKS, signal_inputs
    from bigmodel.training.arrays import Arrays
    from bigmodel.training.fit import fit

    kind, build = NETWORKS[name]
    hparams = kind.make(values)
    encoder = signal_encoder(data.x.shape[1], 1, RATE)
    parts = [Arrays(encode_signals(data.signals(each), encoder), y[each]) for each in rows]
    outcome = Outcome(classes=tuple(str(each) for each in range(int(y.max()) + 1)))
    model = build(hparams, signal_inputs(data.signals(rows[0])), len(outcome.classes))
    with tempfile.TemporaryDirectory() as folder:
        fit(
            model,
            parts[0],
            parts[1],
            hparams,
            emit=lambda *_, **__: None,
            stopped=lambda: False,
            on_epoch=lambda _, score: measure_epoch(parts[1].y, score, outcome, None, Costs()),
            checkpoints=Path(folder),
            resume=False,
        )
    shipped = serving(model)
    test = parts[2].inputs
    batches = range(0, len(parts[2]), 512)
    return np.concatenate(
        [np.asarray(shipped({key: each[at : at + 512] for key, each in test.items()})) for at in batches]
    )


def logistic(features, y, rows):
    """Class probabilities of the test rows by the product's logistic regression."""
    from bigmodel.evaluation.baselines import fit_logistic_regression
    from bigmodel.evaluation.features import Features
    from bigmodel.spec import Outcome

    outcome = Outcome(classes=tuple(str(each) for each in range(int(y.max()) + 1)))
    parts = [Features(features[each], np.empty((len(each), 0), np.int32), y[each]) for each in rows]
    return fit_logistic_regression(parts[0], parts[1], outcome)(parts[2])


def log_spectrum(x):
    """Log amplitude of all lines, float32 (n, lines)."""
    return np.log(np.abs(np.fft.rfft(x[..., 0], axis=1)) + 1e-6).astype(np.float32)


def macro_f1(y, score):
    """Macro-F1 of the most probable classes."""
    from sklearn.metrics import f1_score

    return f1_score(y, score.argmax(axis=1), average="macro")


def accuracy(y, score):
    """Share of right answers."""
    return float(np.mean(score.argmax(axis=1) == y))


def show(name, values, began):
    """One line of the table."""
    print(
        f"{name:52} {np.mean(values):.3f}  {np.round(values, 3).tolist()}  {time.perf_counter() - began:.0f} s",
        flush=True,
    )


def held_out_sizes(data, seeds):
    """Three faults, one size held out."""
    from bigmodel.tasks.signals.features import signal_features

    print("Three faults, fault size held out, macro-F1; for each peer: 7, 14, 21 mil, each seed.")
    splits = [split_sizes(data, size) for size in range(3)]
    every = np.arange(len(data.three))
    for name, features in (
        ("fault-frequency features + logistic regression", signal_features(data.signals(every), GEOMETRY)),
        ("bands of the spectrum + logistic regression", signal_features(data.signals(every), None)),
    ):
        began = time.perf_counter()
        show(name, [macro_f1(data.three[rows[2]], logistic(features, data.three, rows)) for rows in splits], began)
    for name, values in (("wdcnn", {}), *VARIANTS):
        began = time.perf_counter()
        found = []
        for seed in seeds:
            for rows in splits:
                score = train_network(name, data, data.three, rows, seed=seed, **values)
                found.append(macro_f1(data.three[rows[2]], score))
        show(said(name, values), found, began)
    print("Bar: 0.70.")


def inside_training(data, seeds):
    """Three faults: learns from one size and is judged on another.

    Each fold of ``held_out_sizes`` has two of these pairs inside its training rows, so that a choice can be looked at
    without its test windows.
    """
    print("Three faults, one size to the next, macro-F1; for each network: six pairs, each seed.")
    for name, values in VARIANTS:
        began = time.perf_counter()
        found = []
        for seed in seeds:
            for size in range(3):
                here, held = data.size == size, data.load == KEPT_LOAD
                for other in {0, 1, 2} - {size}:
                    parts = (here & ~held, here & held, data.size == other)
                    rows = [np.flatnonzero(part) for part in parts]
                    score = train_network(name, data, data.three, rows, seed=seed, **values)
                    found.append(macro_f1(data.three[rows[2]], score))
        show(said(name, values), found, began)


def said(name, values):
    """A network with what differs from its default."""
    return " ".join([name, *(f"{key} {value}" for key, value in values.items())])


def other_load(data, seeds):
    """Nine faults, 3 hp to 0 hp."""
    from bigmodel.tasks.signals.features import signal_features

    print("Nine faults, 3 hp to 0 hp, accuracy; for each network: each seed.")
    rows = split_loads(data)
    truth, every = data.nine[rows[2]], np.arange(len(data.nine))
    for name, features in (
        ("log spectrum, all lines + logistic regression", log_spectrum(data.x)),
        ("bands of the spectrum + logistic regression", signal_features(data.signals(every), None)),
        ("fault-frequency features + logistic regression", signal_features(data.signals(every), GEOMETRY)),
    ):
        began = time.perf_counter()
        show(name, [accuracy(truth, logistic(features, data.nine, rows))], began)
    for name, values in VARIANTS:
        began = time.perf_counter()
        found = [accuracy(truth, train_network(name, data, data.nine, rows, seed=seed, **values)) for seed in seeds]
        show(said(name, values), found, began)
    print("Bar: 0.80.")


def main():
    """Print the tables."""
    if not FILE.exists():
        print(f"The recordings are missing: {FILE}. Set BIGMODEL_SHARED to the folder of the benchmark data.")
        return
    wanted = [each for each in sys.argv[1:] if not each.isdigit()] or ["sizes", "loads"]
    seeds = range(next((int(each) for each in sys.argv[1:] if each.isdigit()), 3))
    data = Data()
    for name, judged in (("sizes", held_out_sizes), ("loads", other_load), ("inside", inside_training)):
        if name in wanted:
            judged(data, seeds)


if __name__ == "__main__":
    main()
