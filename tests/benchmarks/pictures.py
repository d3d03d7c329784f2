"""Pictures: time and test accuracy of the networks for pictures against the tutorial CNN in plain `fit`.

Run: `python -m tests.benchmarks.pictures [fashion thorough mnist signs cifar]`. Each training has its own process. For
Fashion-MNIST and MNIST seconds are those of the training itself, tracing included; for signs and CIFAR-10 those of the
whole command `bigmodel train`, from the click to the report; for signs with the supervisor that earlier runs have left
warm, as in the app, and once without. Everything is trained with validation kept apart.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import defaultdict
from pathlib import Path

import numpy as np

SHARED = Path(os.environ.get("BIGMODEL_SHARED", Path(__file__).parents[3] / "shared" / "data"))
FOLDER = SHARED / "images"
ROOT = Path(__file__).parents[2]
VALIDATION = 0.1
EPOCHS = 10
SEEDS = (0, 1, 2)
EACH = 20
STEMS = {"fashion": ("fashion-mnist-train", "fashion-mnist-t10k"), "mnist": ("mnist10k-train", "mnist-t10k")}


def read_idx(name):
    """An array from a gzipped idx file."""
    data = gzip.decompress((FOLDER / name).read_bytes())
    shape = np.frombuffer(data, ">i4", data[3], 4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * len(shape)).reshape(shape)


def read_pictures(name):
    """Training pictures and labels, test pictures and labels; uint8 (n, 28, 28, 1) and int32 (n,)."""
    parts = []
    for stem in STEMS[name]:
        parts.append(read_idx(f"{stem}-images-idx3-ubyte.gz")[..., None])
        parts.append(read_idx(f"{stem}-labels-idx1-ubyte.gz").astype(np.int32))
    return parts


def train_own(name, preset, flip):
    """The residual network by a preset; seconds, test accuracy, parameters."""
    from bigmodel.networks import resnet
    from bigmodel.networks.looks import looking
    from bigmodel.spec.hparams import ResNet
    from bigmodel.training.arrays import Arrays
    from bigmodel.training.fit import fit
    from bigmodel.training.objective import Classes

    x, y, test_x, test_y = read_pictures(name)
    order = np.random.default_rng(0).permutation(len(x))
    held, kept = np.split(order, [round(VALIDATION * len(x))])
    hparams = ResNet.make({"preset": preset, "flip": flip}).for_rows(len(kept))
    model = resnet.build(hparams, (28, 28, 1), 10)
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        fit(
            model,
            Arrays({"pictures": x[kept]}, y[kept]),
            Arrays({"pictures": x[held]}, y[held]),
            hparams,
            emit=_tell,
            stopped=lambda: False,
            on_epoch=lambda _, scores: {"select": float(np.mean(scores.argmax(1) == y[held]))},
            checkpoints=Path(folder),
            resume=False,
            objective=Classes(hparams.smoothing),
        )
        seconds = time.perf_counter() - start
    shipped = looking(flip=flip, shift=hparams.shift > 0)(model)
    scores = shipped.predict({"pictures": test_x}, batch_size=250, verbose=0)
    return seconds, float(np.mean(scores.argmax(1) == test_y)), model.count_params()


def _tell(kind, **values):
    if kind == "epoch":
        print(f"  epoch {values['epoch']}: {values['val_accuracy']:.4f}, {values['seconds']:.0f} s", file=sys.stderr)


def train_plain(name):
    """The tutorial CNN in plain `fit`, as the tutorials feed it; seconds, test accuracy, parameters."""
    import keras

    x, y, test_x, test_y = read_pictures(name)
    order = np.random.default_rng(0).permutation(len(x))
    held, kept = np.split(order, [round(VALIDATION * len(x))])
    keras.utils.set_random_seed(0)
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
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    pictures, answers = x / 255.0, np.eye(10)[y]
    start = time.perf_counter()
    model.fit(
        pictures[kept],
        answers[kept],
        validation_data=(pictures[held], answers[held]),
        batch_size=64,
        epochs=EPOCHS,
        verbose=0,
    )
    seconds = time.perf_counter() - start
    guess = model.predict(test_x / 255.0, batch_size=1000, verbose=0).argmax(1)
    return seconds, float(np.mean(guess == test_y)), model.count_params()


def few(seed, folder):
    """The signs with ``EACH`` pictures a class to train and validate on, the rest to test."""
    by_class = defaultdict(list)
    path = Path(folder) / f"signs-{seed}.zip"
    with zipfile.ZipFile(FOLDER / "sign_language_digits_jpg.zip") as given, zipfile.ZipFile(path, "w") as made:
        for name in sorted(given.namelist()):
            if name.endswith(".jpg"):
                by_class[name.split("/")[-2]].append(name)
        for label, names in sorted(by_class.items()):
            random.Random(seed).shuffle(names)
            for place, name in enumerate(names):
                part = "train" if place < EACH else "test"
                made.writestr(f"{part}/{label}/{Path(name).name}", given.read(name))
    return path


def by_command(source, home, **values):
    """One `bigmodel train`; seconds from the click to the report, test accuracy."""
    settings = [part for name, value in values.items() for part in ("--set", f"{name}={value}")]
    command = [sys.executable, "-m", "bigmodel.cli", "train", "images", str(source), "--json", *settings]
    environment = {**os.environ, "BIGMODEL_HOME": str(home), "BIGMODEL_IDLE_SECONDS": "10"}
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)
    seconds = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    return seconds, json.loads(done.stdout)["metrics"]["test"]["accuracy"]["value"]


def workspace():
    """A scratch folder; its supervisor ends by itself."""
    return tempfile.TemporaryDirectory(ignore_cleanup_errors=True)


def alone(*words):
    """One training in its own process; (seconds, accuracy, parameters)."""
    command = [sys.executable, "-m", "tests.benchmarks.pictures", "--one", *words]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT)
    return json.loads(done.stdout.splitlines()[-1])


def line(what, seconds, accuracy, bar):
    """One line of the table."""
    print(f"{what:48} {seconds:8.1f} s {100 * accuracy:7.2f} %   {bar}", flush=True)


def fashion():
    """The balanced preset against the tutorial CNN."""
    plain = alone("plain", "fashion")
    own = alone("own", "fashion", "balanced", "flip")
    line("Fashion-MNIST, tutorial CNN, plain fit, 10 epochs", *plain[:2], "")
    bar = f"bar: {100 * plain[1]:.2f} % within {plain[0] / 4:.1f} s (took {own[0] / plain[0]:.2f} of plain fit)"
    line("Fashion-MNIST, balanced", *own[:2], bar)


def thorough():
    """The thorough preset."""
    line("Fashion-MNIST, thorough", *alone("own", "fashion", "thorough", "flip")[:2], "bar: 93.5 % within 900 s")


def mnist():
    """10,000 to train."""
    line("MNIST 10k, tutorial CNN, plain fit, 10 epochs", *alone("plain", "mnist")[:2], "")
    for preset in ("quick", "balanced"):
        line(f"MNIST 10k, {preset}", *alone("own", "mnist", preset, "no")[:2], "bar: 99.0 % within 120 s")


def signs():
    """Twenty pictures a class, three seeds."""
    for network in ("backbone", "cnn"):
        with workspace() as home:
            cold = by_command(few(len(SEEDS), home), home, network=network)
            found = np.array([by_command(few(seed, home), home, network=network) for seed in SEEDS])
        seconds, accuracy = found.mean(0)
        bar = "bar: 80.0 % within 15 s" if network == "backbone" else ""
        line(f"Sign digits, {EACH} a class, {network}, {len(SEEDS)} seeds", seconds, accuracy, bar)
        each = f"{np.round(100 * found[:, 1], 1).tolist()} % in {np.round(found[:, 0], 1).tolist()} s"
        print(f"    {each}; the first run of a fresh workspace {cold[0]:.1f} s")


def cifar():
    """600 a class; frozen features, then the last blocks trained too."""
    source = FOLDER / "cifar10_subset_jpg.zip"
    for title, values in (("frozen", {}), ("thorough", {"preset": "thorough"})):
        with workspace() as home:
            found = by_command(source, home, network="backbone", flip="true", **values)
        line(f"CIFAR-10, 600 a class, {title}", *found, "bar: 80.0 % within 300 s" if values else "")


def main():
    """Print the table."""
    if not (FOLDER / "sign_language_digits_jpg.zip").exists():
        print(f"The pictures are missing under {FOLDER}: set BIGMODEL_SHARED to the folder of the benchmark data.")
        return
    everything = {each.__name__: each for each in (fashion, thorough, mnist, signs, cifar)}
    for name in sys.argv[1:] or everything:
        everything[name]()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        kind, name, *rest = sys.argv[2:]
        found = train_plain(name) if kind == "plain" else train_own(name, rest[0], rest[1] == "flip")
        print(json.dumps(found))
    else:
        main()
