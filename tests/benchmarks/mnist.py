"""The classic CNN on MNIST (10,000 to train): the project's loop against plain `fit`, three seeds, interleaved.

Run: `python -m tests.benchmarks.mnist`. Both learn from the same 9,000 pictures for 10 epochs of batches of 64 with
Adam at a constant rate, validate on the same 1,000 after each epoch and are judged on the 10,000 test pictures. Each
training has its own process; seconds are those of the training itself, tracing included. Plain `fit` is given what the
tutorials give it: scaled float64 pictures and one-hot answers.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

SHARED = Path(os.environ.get("BIGMODEL_SHARED", Path(__file__).parents[3] / "shared" / "data"))
FOLDER = SHARED / "images"
VALIDATION = 1000
EPOCHS = 10
SEEDS = (0, 1, 2)


def read_idx(name):
    """An array from a gzipped idx file."""
    data = gzip.decompress((FOLDER / name).read_bytes())
    shape = np.frombuffer(data, ">i4", data[3], 4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * len(shape)).reshape(shape)


def read_pictures():
    """Training pictures and labels, test pictures and labels; uint8 (n, 28, 28, 1) and int32 (n,)."""
    parts = []
    for stem in ("mnist10k-train", "mnist-t10k"):
        parts.append(read_idx(f"{stem}-images-idx3-ubyte.gz")[..., None])
        parts.append(read_idx(f"{stem}-labels-idx1-ubyte.gz").astype(np.int32))
    return parts


def train_own(seed):
    """The project's loop, network and events; seconds and test accuracy."""
    from bigmodel.networks import cnn
    from bigmodel.spec.hparams import CNN
    from bigmodel.training.arrays import Arrays
    from bigmodel.training.fit import fit

    x, y, test_x, test_y = read_pictures()
    hparams = CNN(seed=seed, optimizer="adam", schedule="constant", batch_size=64, epochs=EPOCHS, early_stopping=False)
    model = cnn.build(hparams, (28, 28, 1), 10)
    held_out = y[-VALIDATION:]
    events = []
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        fit(
            model,
            Arrays({"pictures": x[:-VALIDATION]}, y[:-VALIDATION]),
            Arrays({"pictures": x[-VALIDATION:]}, held_out),
            hparams,
            emit=lambda kind, **values: events.append((kind, values)),
            stopped=lambda: False,
            on_epoch=lambda _, scores: {"select": float(np.mean(scores.argmax(1) == held_out))},
            checkpoints=Path(folder),
            resume=False,
        )
        seconds = time.perf_counter() - start
    logits = model.predict({"pictures": test_x}, batch_size=1000, verbose=0)[:, 0]
    return seconds, float(np.mean(logits.argmax(1) == test_y))


def train_plain(seed, steps_per_execution=1, *, lean=False):
    """The same network in plain `fit`; seconds and test accuracy. ``lean``: float32 pictures and integer answers."""
    import keras

    x, y, test_x, test_y = read_pictures()
    keras.utils.set_random_seed(seed)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(64, 3, activation="relu"),
            layers.Flatten(),
            layers.Dense(64, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )
    loss = "sparse_categorical_crossentropy" if lean else "categorical_crossentropy"
    model.compile("adam", loss, metrics=["accuracy"], steps_per_execution=steps_per_execution)
    pictures = x.astype("float32") / 255 if lean else x / 255.0
    answers = y if lean else np.eye(10)[y]
    start = time.perf_counter()
    model.fit(
        pictures[:-VALIDATION],
        answers[:-VALIDATION],
        validation_data=(pictures[-VALIDATION:], answers[-VALIDATION:]),
        batch_size=64,
        epochs=EPOCHS,
        verbose=0,
    )
    seconds = time.perf_counter() - start
    guess = model.predict(test_x / 255.0, batch_size=1000, verbose=0).argmax(1)
    return seconds, float(np.mean(guess == test_y))


VARIANTS = {
    "own loop": train_own,
    "plain fit": train_plain,
    "fit, float32, steps_per_execution 32": lambda seed: train_plain(seed, 32, lean=True),
}


def run_alone(name, seed):
    """One training in its own process; (seconds, accuracy)."""
    command = [sys.executable, "-m", "tests.benchmarks.mnist", name, str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    return json.loads(done.stdout.splitlines()[-1])


def main():
    """Print the table."""
    if not (FOLDER / "mnist10k-train-images-idx3-ubyte.gz").exists():
        print(f"MNIST is missing under {FOLDER}: set BIGMODEL_SHARED to the folder of the benchmark data.")
        return
    results = {name: [] for name in VARIANTS}
    for seed in SEEDS:
        for name, rows in results.items():
            rows.append(run_alone(name, seed))
    plain = np.array(results["plain fit"])
    print(f"{'MNIST, classic CNN, 10 epochs':38} {'seconds':>8} {'of plain':>9} {'accuracy':>9} {'points off':>11}")
    for name, rows in results.items():
        seconds, accuracy = np.array(rows).T
        print(
            f"{name:38} {seconds.mean():8.1f} {np.mean(seconds / plain[:, 0]):9.2f} {100 * accuracy.mean():9.2f} "
            f"{100 * np.mean(accuracy - plain[:, 1]):+11.2f}  {np.round(100 * accuracy, 2).tolist()} "
            f"{np.round(seconds, 1).tolist()} s"
        )
    print("Bar: own loop at most 0.65 of plain fit's seconds, at most 0.2 points below it.")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(VARIANTS[sys.argv[1]](int(sys.argv[2]))))
    else:
        main()
