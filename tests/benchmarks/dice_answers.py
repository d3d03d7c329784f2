"""The side of the benchmark of counterfactuals that runs in DiCE's own environment: DiCE's answers and their seconds.

Run by `tests.benchmarks.counterfactuals`: `PYTHON dice_answers.py FOLDER METHOD ANSWERS LIMIT`; after LIMIT seconds no
further case is begun. The folder holds the run's
`bundle`, `train.parquet` and `cases.parquet` (the columns that are learnt; the first also `answer`, 0 or 1) and
`numbers.json`, the names of the columns that are numbers.
DiCE asks the same `model.onnx` through the product's encoder. It decides at 0.5, so the log-odds of the scores are
shifted by those of the threshold; that keeps their order.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import dice_ml
import numpy as np
import pandas as pd
import pyarrow as pa

from bigmodel.inference.bundle import Bundle
from bigmodel.inference.table import encode_table

SMALLEST = 1e-7
OPTIONS = {
    "random": {"random_seed": 0, "posthoc_sparsity_algorithm": "binary"},
    "genetic": {"posthoc_sparsity_algorithm": "binary"},
    "kdtree": {"posthoc_sparsity_algorithm": "binary"},
}


class Model:
    """What DiCE asks: the probabilities of both classes, 0.5 where the score is the threshold."""

    def __init__(self, folder: Path) -> None:
        self.bundle = Bundle.load(folder, threads=2)
        self.types: dict[str, str] = {}

    def predict_proba(self, frame: pd.DataFrame) -> np.ndarray:
        """Probabilities, (n, 2)."""
        table = pa.Table.from_pandas(frame.astype(self.types), preserve_index=False)
        score = self.bundle.score(encode_table(table, self.bundle.schema.encoder)).astype(np.float64)
        odds = logit(score) - logit(np.float64(self.bundle.schema.threshold))
        positive = 1 / (1 + np.exp(-odds))
        return np.column_stack([1 - positive, positive])

    def predict(self, frame: pd.DataFrame) -> np.ndarray:
        """The class, (n,)."""
        return self.predict_proba(frame).argmax(axis=1)


def logit(score: np.ndarray) -> np.ndarray:
    """Log-odds."""
    inside = np.clip(score, SMALLEST, 1 - SMALLEST)
    return np.log(inside / (1 - inside))


def main(folder: Path, method: str, answers: int, limit: float) -> None:
    """Write `dice-METHOD.parquet`, the answers with the number of their case, and `dice-METHOD.json`, the seconds.

    Both are written after every case: a method that takes too long counts for the cases that it came to.
    """
    train, cases = (pd.read_parquet(folder / f"{name}.parquet") for name in ("train", "cases"))
    numbers = json.loads((folder / "numbers.json").read_text())
    model = Model(folder / "bundle")
    model.types = {name: "float64" if name in numbers else "string" for name in cases.columns}
    data = dice_ml.Data(dataframe=train, continuous_features=numbers, outcome_name="answer")
    explainer = dice_ml.Dice(data, dice_ml.Model(model=model, backend="sklearn"), method=method)
    seconds, found = [], [cases.iloc[:0].astype(model.types).assign(case=0)]
    for place in range(len(cases)):
        if sum(seconds) > limit:
            break
        np.random.seed(place)
        began = time.perf_counter()
        frame = ask(explainer, cases.iloc[[place]], method, answers)
        seconds.append(time.perf_counter() - began)
        if frame is not None and len(frame):
            found.append(frame[list(cases.columns)].astype(model.types).assign(case=place))
        pd.concat(found).to_parquet(folder / f"dice-{method}.parquet", index=False)
        (folder / f"dice-{method}.json").write_text(json.dumps(seconds), encoding="utf-8")


def ask(explainer, case: pd.DataFrame, method: str, answers: int) -> pd.DataFrame | None:
    """DiCE's answers to one case, None where it has none."""
    options = {"total_CFs": answers, "desired_class": "opposite", **OPTIONS[method]}
    try:
        example = explainer.generate_counterfactuals(case, **options).cf_examples_list[0]
    except Exception as error:  # noqa: BLE001 - whatever DiCE raises is a case without an answer
        print(f"{method}: {type(error).__name__}: {error}", file=sys.stderr)
        return None
    return example.final_cfs_df_sparse if example.final_cfs_df_sparse is not None else example.final_cfs_df


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4]))
