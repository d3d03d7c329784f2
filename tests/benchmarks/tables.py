"""TabM (balanced preset) against boosted trees and logistic regression: test PR-AUC over three splits.

Run: `python -m tests.benchmarks.tables [names ...]`. Tables go the product's own way: columns guessed, a stratified
70/15/15 split with seeds 0-2, encoders fitted on training rows, validation choosing the epoch. The baselines are the
product's: the same training rows, validation choosing the number of trees. "AI4I, derived" adds the columns that the
template for machines offers to compute, for network and trees alike. Beside them scikit-learn's default boosted trees
on training and validation rows together, which need no validation. AutoGluon's figures are single published
measurements on one 70/30 split: orders of magnitude, not peers on the same rows.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SHARED = Path(os.environ.get("BIGMODEL_SHARED", Path(__file__).parents[3] / "shared" / "data"))
SEEDS = (0, 1, 2)
T_95 = 4.303
"""Student's t for a 95 % interval of the mean of three paired differences, two degrees of freedom."""


@dataclass(frozen=True)
class Source:
    """A table, its target, the columns to leave out, AutoGluon's figure, and the template whose offers are taken."""

    file: str
    target: str
    drop: tuple[str, ...]
    autogluon: float
    offers: str | None = None


AI4I = ("UDI", "Product ID", "TWF", "HDF", "PWF", "OSF", "RNF")
SOURCES = {
    "vehicle claims": Source("fraud/vehicle_claims_fraud_oracle.csv", "FraudFound_P", ("PolicyNumber",), 0.273),
    "card sample": Source("fraud/creditcard_ulb_sample.csv.gz", "Class", (), 0.896),
    "credit default": Source(
        "credit/default_of_credit_card_clients.csv.gz", "default.payment.next.month", ("ID",), 0.560
    ),
    "AI4I": Source("fault/ai4i2020.csv", "Machine failure", AI4I, 0.843),
    "AI4I, derived": Source("fault/ai4i2020.csv", "Machine failure", AI4I, 0.843, offers="machines"),
}


def make_plan(table, target, seed, offers=None):
    """The product's guesses with a stratified split of this seed, and the computed columns that a template offers."""
    from bigmodel.data.guess import guess_fields, guess_outcome
    from bigmodel.spec import Plan, Split
    from bigmodel.templates import template
    from bigmodel.templates.proposal import propose

    plan = Plan(
        template="fraud",
        fields=guess_fields(table, fixed={"target": target}),
        outcome=guess_outcome(table, target),
        split=Split(seed=seed),
        network="tabm",
    )
    return plan.with_derived(propose(plan, template(offers).proposals)) if offers else plan


def encode(table, plan):
    """Tensors and answers of training, validation and test rows; cardinalities; seconds."""
    from bigmodel.data.labels import class_codes
    from bigmodel.data.split import split_rows
    from bigmodel.inference.table import cardinalities, encode_table, fit_encoder
    from bigmodel.training.arrays import Arrays

    rows = split_rows(table, plan)
    encoder = fit_encoder(
        table.take(rows.train),
        [field for field in plan.fields if field.role in ("feature", "amount", "time")],
        derived=plan.derived,
    )
    y = class_codes(table[plan.one("target").name], plan.outcome).astype(np.int32)
    parts = [
        Arrays(encode_table(table.take(part), encoder), y[part]) for part in (rows.train, rows.validation, rows.test)
    ]
    return parts, cardinalities(encoder)


def score_network(parts, sizes, seed, hparams=None):
    """Test scores of TabM, seconds from build to scores, best epoch and epochs."""
    from sklearn.metrics import average_precision_score

    from bigmodel.networks import tabm
    from bigmodel.networks.inputs import TableInputs
    from bigmodel.spec.hparams import TabM
    from bigmodel.training.fit import fit
    from bigmodel.training.steps import Scorer

    train, validation, test = parts
    hparams = TabM.make({"seed": seed, **(hparams or {})})
    start = time.perf_counter()
    model = tabm.build(hparams, TableInputs.fit(train.inputs["numbers"], train.inputs["codes"], sizes), 2)
    with tempfile.TemporaryDirectory() as folder:
        result = fit(
            model,
            train,
            validation,
            hparams,
            emit=lambda kind, **values: None,
            stopped=lambda: False,
            on_epoch=lambda _, scores: {"select": average_precision_score(validation.y, scores)},
            checkpoints=Path(folder),
            resume=False,
        )
    scores, _ = Scorer(model, test).score()
    return scores, time.perf_counter() - start, (result.best_epoch, result.epochs)


def score_baselines(parts, outcome, seed):
    """Test scores of logistic regression, boosted trees, and default boosted trees on training and validation rows."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    from bigmodel.evaluation.baselines import fit_baselines
    from bigmodel.evaluation.features import features_of

    train, validation, test = (features_of(part.inputs, part.y) for part in parts)
    known = fit_baselines(train, validation, test, outcome, seed=seed)
    both = [np.column_stack([rows.numbers, np.minimum(rows.codes, 254)]) for rows in (train, validation, test)]
    trees = HistGradientBoostingClassifier(
        categorical_features=np.arange(train.numbers.shape[1], both[0].shape[1]), random_state=seed
    )
    trees.fit(np.concatenate(both[:2]), np.concatenate([train.y, validation.y]))
    return {
        "logistic regression": known["logistic_regression"]["test"],
        "boosted trees": known["boosted_trees"]["test"],
        "trees, train+val": trees.predict_proba(both[2])[:, 1],
    }


def interval(differences):
    """Mean of paired differences with its 95 % interval, as text."""
    mean, half = np.mean(differences), T_95 * np.std(differences, ddof=1) / np.sqrt(len(differences))
    return f"{mean:+.4f} [{mean - half:+.4f}, {mean + half:+.4f}]"


def compare(name, hparams=None):
    """Print one table's rows."""
    from sklearn.metrics import average_precision_score

    from bigmodel.data.read import read_table

    source = SOURCES[name]
    if not (SHARED / source.file).exists():
        print(f"{name}: {source.file} is missing under {SHARED}; set BIGMODEL_SHARED to the benchmark data.")
        return
    table = read_table(SHARED / source.file, None).drop_columns(list(source.drop))
    areas, seconds, epochs = {}, [], []
    for seed in SEEDS:
        plan = make_plan(table, source.target, seed, source.offers)
        parts, sizes = encode(table, plan)
        ours, spent, counted = score_network(parts, sizes, seed, hparams)
        for label, scores in {"TabM": ours, **score_baselines(parts, plan.outcome, seed)}.items():
            areas.setdefault(label, []).append(average_precision_score(parts[2].y, scores))
        seconds.append(spent)
        epochs.append("best {} of {}".format(*counted))
    print(f"\n{name}: TabM {np.mean(seconds):.1f} s a run (most {max(seconds):.1f}); {', '.join(epochs)}")
    for label, values in areas.items():
        beside = "" if label == "TabM" else f"TabM's difference {interval(np.subtract(areas['TabM'], values))}"
        print(f"  {label:20} {np.mean(values):.4f}  {np.round(values, 4).tolist()}  {beside}")
    print(f"  {'AutoGluon':20} {source.autogluon:.3f}   (published, one 70/30 split)", flush=True)


def main(names):
    """Print all tables."""
    print("Test PR-AUC, mean of splits with seeds 0-2. Bar: TabM minus boosted trees above -0.01, 120 s a run.")
    for name in names or SOURCES:
        compare(name)


if __name__ == "__main__":
    main(sys.argv[1:])
