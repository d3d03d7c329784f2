"""The training loop: `fit` with steps_per_execution against the own compiled loop; and what live events cost.

Run: `python -m tests.benchmarks.loop`. Needs no data: a simulated table of 20,000 rows with 8 numbers and 4 categories.
First the same TabM by both loops over three seeds (same batches, optimiser and schedule): PR-AUC on 5,000 fresh rows,
then seconds. Then the own loop with all that a run does on the side (event lines in a file, validation scores of every
epoch measured and written, a stop file asked for) and without, interleaved, in turn first and second. On a shared
machine two trainings differ by more than what is looked for, so the seconds that the loop waits for what it does on the
side are counted as well: their share is the cost, whatever else the machine does. Trainings have a process each.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

SEEDS = (0, 1, 2)
ROUNDS = 5
ROWS = {"train": 20_000, "validation": 5_000, "test": 5_000}
SETTINGS = {"epochs": 6, "batch_size": 128, "early_stopping": False}


def simulate(rows, seed):
    """Numbers, codes and a rare class that depends on both."""
    random = np.random.default_rng(seed)
    numbers = random.normal(size=(rows, 8)).astype("float32")
    codes = random.integers(1, 13, size=(rows, 4)).astype("int32")
    effect = np.random.default_rng(99).normal(size=(4, 13))
    logit = np.sin(2 * numbers[:, 0]) + numbers[:, 1] * effect[0, codes[:, 0]] + effect[1, codes[:, 1]] - 3
    y = (random.random(rows) < 1 / (1 + np.exp(-1.5 * logit))).astype("int32")
    return {"numbers": numbers, "codes": codes}, y


def prepare(seed):
    """The parts as Arrays, hyper-parameters, and the network."""
    from bigmodel.networks import tabm
    from bigmodel.networks.inputs import TableInputs
    from bigmodel.spec.hparams import TabM
    from bigmodel.training.arrays import Arrays

    parts = {name: Arrays(*simulate(rows, number)) for number, (name, rows) in enumerate(ROWS.items())}
    hparams = TabM(seed=seed, **SETTINGS)
    train = parts["train"].inputs
    return parts, hparams, tabm.build(hparams, TableInputs.fit(train["numbers"], train["codes"], [13] * 4), 2)


def area(model, part):
    """PR-AUC of the network's mean probabilities."""
    from sklearn.metrics import average_precision_score

    from bigmodel.training.steps import Scorer

    return float(average_precision_score(part.y, Scorer(model, part).score()[0]))


def train_own(seed, live=True):
    """The own loop; seconds, PR-AUC, processor seconds and, of the seconds, those that the side work took.

    ``live``: with all that a run writes and measures.
    """
    from bigmodel.evaluation.epoch import measure_epoch
    from bigmodel.runs.events import append_event
    from bigmodel.spec import Costs, Outcome
    from bigmodel.training.fit import fit

    parts, hparams, model = prepare(seed)
    outcome, validation = Outcome(classes=("no", "yes")), parts["validation"]
    with tempfile.TemporaryDirectory() as name:
        folder, aside = Path(name), []

        def timed(call):
            def wrapped(*args, **values):
                start = time.perf_counter()
                try:
                    return call(*args, **values)
                finally:
                    aside.append(time.perf_counter() - start)

            return wrapped

        def emit(kind, **values):
            append_event(folder / "events.jsonl", kind, values)

        def on_epoch(epoch, scores):
            np.save(folder / f"epoch-{epoch:04}.npy", scores)
            return measure_epoch(validation.y, scores, outcome, None, Costs())

        start, busy = time.perf_counter(), time.process_time()
        fit(
            model,
            parts["train"],
            validation,
            hparams,
            emit=timed(emit) if live else lambda kind, **values: None,
            stopped=timed((folder / "stop").exists) if live else lambda: False,
            # The last epoch counts, so that both loops are judged by the weights they end with.
            on_epoch=timed(lambda e, s: {**on_epoch(e, s), "select": e}) if live else lambda e, _: {"select": e},
            checkpoints=folder,
            resume=False,
        )
        seconds, busy = time.perf_counter() - start, time.process_time() - busy
        return seconds, area(model, parts["test"]), busy, sum(aside)


def train_fit(seed, steps_per_execution):
    """Keras' own loop with the same network, optimiser, schedule and validation; what ``train_own`` returns."""
    import keras

    from bigmodel.training.objective import Classes
    from bigmodel.training.optimizers import make_optimizer

    parts, hparams, model = prepare(seed)
    train, validation = parts["train"], parts["validation"]
    keras.utils.set_random_seed(seed)
    model.compile(
        make_optimizer(hparams, hparams.epochs * -(-len(train) // hparams.batch_size)),
        lambda y, logits: Classes().losses(logits, keras.ops.cast(keras.ops.reshape(y, (-1,)), "int32"))[0],
        steps_per_execution=steps_per_execution,
    )
    start, busy = time.perf_counter(), time.process_time()
    model.fit(
        dict(train.inputs),
        train.y,
        batch_size=hparams.batch_size,
        epochs=hparams.epochs,
        validation_data=(dict(validation.inputs), validation.y),
        verbose=0,
    )
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    return seconds, area(model, parts["test"]), busy, 0.0


VARIANTS = {
    "own loop": train_own,
    "own loop, silent": lambda seed: train_own(seed, live=False),
    "fit": lambda seed: train_fit(seed, 1),
    "fit, steps_per_execution 32": lambda seed: train_fit(seed, 32),
}


def run_alone(name, seed):
    """One training in its own process; what ``train_own`` returns."""
    command = [sys.executable, "-m", "tests.benchmarks.loop", name, str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    return json.loads(done.stdout.splitlines()[-1])


def main():
    """Print both tables."""
    results = {name: [] for name in VARIANTS if name != "own loop, silent"}
    for seed in SEEDS:
        for name, rows in results.items():
            rows.append(run_alone(name, seed))
    own = np.array(results["own loop"])
    print(f"{'TabM, 20,000 rows, 6 epochs':30} {'seconds':>8} {'of own':>7}  PR-AUC by seed")
    for name, rows in results.items():
        seconds, areas, *_ = np.array(rows).T
        share = np.mean(seconds / own[:, 0])
        print(f"{name:30} {seconds.mean():8.1f} {share:7.2f}  {areas.mean():.4f} {np.round(areas, 4).tolist()}")
    ratios, busy, costs = [], [], []
    for number in range(ROUNDS):
        pair = ["own loop", "own loop, silent"]
        found = {name: run_alone(name, 0) for name in (pair if number % 2 else reversed(pair))}
        live, silent = found[pair[0]], found[pair[1]]
        ratios.append(live[0] / silent[0])
        busy.append(live[2] / silent[2])
        costs.append(live[0] / (live[0] - live[3]))
    for what, values in (
        ("wall seconds", ratios),
        ("processor seconds", busy),
        ("with the side work / without its seconds, in one training", costs),
    ):
        print(
            f"Live events and scores, {what}: median {statistics.median(values):.3f} x {np.round(values, 3).tolist()}"
        )
    print("Bar: 1.05.")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(VARIANTS[sys.argv[1]](int(sys.argv[2]))))
    else:
        main()
