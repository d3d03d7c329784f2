"""Online Retail: SASRec and GRU4Rec beside bestsellers, item neighbours, EASE and implicit's ALS.

Run: `python -m tests.benchmarks.recommendation [--epochs N] [--users N] [--networks sasrec gru4rec]`. Each customer's
last purchase is the test, the one before chooses epochs and settings, all items are ranked. Peers are tuned on
validation customers; EASE and item neighbours may choose to look at the last 1, 3 or 10 items alone. Where implicit is
not installed its line is left out. With `--users` fewer customers are drawn, for a quick look.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from itertools import product
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bigmodel.evaluation.ranking import compare_ranks, gains, measure_ranks
from bigmodel.evaluation.recommenders import fit_recommenders, matrix
from bigmodel.inference.histories import history_encoder
from bigmodel.runs.ranks import Ranked
from bigmodel.spec import Outcome, Plan, Schema
from bigmodel.spec.hparams import GRU4Rec, SASRec
from bigmodel.spec.numbers import with_interval, with_sign
from bigmodel.tasks.interactions.histories import RankingParts, divide
from bigmodel.tasks.interactions.judged import rank_baseline, rank_by_bundle, rank_cases
from bigmodel.tasks.interactions.task import TASK as INTERACTIONS

RETAIL = Path(__file__).parents[3] / "shared" / "data" / "recommendation" / "uci_online_retail.parquet"
NETWORKS = {"sasrec": SASRec, "gru4rec": GRU4Rec}
FACTORS, ALPHAS, PENALTIES = (64, 128), (1.0, 10.0), (0.1,)


def read_parts(path: Path, folder: Path, users: int | None = None) -> tuple[RankingParts, Plan]:
    """The log as the app reads it, or as many of its customers as asked for."""
    if users is not None:
        table = pq.read_table(path)
        known = pc.unique(table["CustomerID"].drop_null()).to_numpy()
        some = np.random.default_rng(0).choice(known, min(users, len(known)), replace=False)
        path = folder / "some.parquet"
        pq.write_table(table.filter(pc.is_in(table["CustomerID"], value_set=pa.array(some))), path)
    sources = {"data": [path]}
    data_folder = folder / "data"
    data_folder.mkdir()
    data = INTERACTIONS.read(sources, INTERACTIONS.sniff(sources), data_folder)
    plan = INTERACTIONS.suggest(data, "recommendation", {}, {})
    return divide(data, plan), plan


def train_network(name: str, parts: RankingParts, plan: Plan, folder: Path, epochs: int | None) -> Ranked:
    """Train with the default preset (or so many epochs), export, and rank the test by what was exported."""
    from bigmodel.tasks.interactions.train import learn, leave_bundle

    folder.mkdir()
    hparams = NETWORKS[name].make({} if epochs is None else {"epochs": epochs})

    def emit(kind: str, **values: object) -> None:
        if kind == "epoch":
            print(f"   epoch {values['epoch']}: NDCG@10 {values['ndcg']:.4f}, {values['seconds']:.0f} s", flush=True)

    model, fitted, length, repeats = learn(
        hparams, parts, emit=emit, stopped=lambda: False, checkpoints=folder / "checkpoints", resume=False
    )
    print(f"{name}: epoch {fitted.best_epoch} of {fitted.epochs}, {fitted.seconds:.0f} s", flush=True)
    schema = Schema(
        task="interactions",
        template="recommendation",
        fields=plan.fields,
        outcome=Outcome(kind="ranking"),
        encoder=history_encoder(parts.items, length, repeats=repeats),
    )
    return rank_by_bundle(leave_bundle(model, schema, parts.validation, folder / "bundle"), parts.test)


def rank_als(parts: RankingParts, *, repeats: bool) -> Ranked | None:
    """Alternating least squares (Hu et al., ICDM 2008) by implicit, tuned on validation; None where it is absent."""
    try:
        from implicit.als import AlternatingLeastSquares
    except ImportError:
        print("implicit is not installed: ALS is left out", flush=True)
        return None
    from threadpoolctl import threadpool_limits

    threadpool_limits(1, "blas")  # implicit runs its own threads, and is many times slower with those of BLAS
    items = len(parts.items)
    train = matrix(parts.train, items).tocsr()

    def rank(model: AlternatingLeastSquares, part: str, alpha: float) -> Ranked:
        cases = parts.validation if part == "validation" else parts.test

        def score(first: int, end: int) -> np.ndarray:
            held = matrix(cases.history, items, None, first, end).tocsr() * alpha
            users = model.recalculate_user(np.arange(end - first), held)
            return np.asarray(users @ model.item_factors.T, np.float32)

        return rank_cases(score, cases, repeats=repeats)

    best = None
    for factors, alpha, penalty in product(FACTORS, ALPHAS, PENALTIES):
        model = AlternatingLeastSquares(factors=factors, regularization=penalty, random_state=0, iterations=15)
        model.fit(train * alpha, show_progress=False)
        reached = float(gains(rank(model, "validation", alpha).rank)["ndcg"].mean())
        if best is None or reached > best[0]:
            best = reached, model, alpha, (factors, alpha, penalty)
    assert best is not None
    print(f"als: factors, alpha, penalty {best[3]}, validation NDCG@10 {best[0]:.4f}", flush=True)
    return rank(best[1], "test", best[2])


def compare(networks: list[str], epochs: int | None, users: int | None) -> dict[str, Ranked]:
    """Train, tune and print; gives the test answers of all."""
    from bigmodel.tasks.interactions.windows import have_repeats

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        parts, plan = read_parts(RETAIL, folder, users)
        print(
            f"{len(parts.test)} test customers, {len(parts.items)} items, {len(parts.train.items)} events", flush=True
        )
        repeats, found = have_repeats(parts.train), {}
        began = time.perf_counter()
        for each in fit_recommenders(
            parts.train, parts.validation.history, parts.validation.target, len(parts.items), repeats=repeats
        ):
            found[each.name] = rank_baseline(each, parts.test, repeats=repeats)
            print(f"{each.name}: {dict(each.chosen)}, validation NDCG@10 {each.ndcg:.4f}", flush=True)
        print(f"peers: {time.perf_counter() - began:.0f} s", flush=True)
        for name in networks:
            found[name] = train_network(name, parts, plan, folder / name, epochs)
        als = rank_als(parts, repeats=repeats)  # last, for it takes the threads of BLAS away
        if als is not None:
            found["als"] = als
        report(found, networks, len(parts.items))
        return found


def report(found: dict[str, Ranked], networks: list[str], items: int) -> None:
    """The table of the test, and the paired differences to every peer."""
    for name, ranked in found.items():
        metrics = measure_ranks(ranked.rank, ranked.top, items)
        shown = "  ".join(f"{each} {with_interval(metrics[each])}" for each in ("hit_rate@10", "mrr"))
        ndcg = metrics["ndcg@10"]
        low, high = (float("nan") if bound is None else bound for bound in (ndcg.low, ndcg.high))
        print(f"{name:12} NDCG@10 {ndcg.value:.4f} ({low:.4f} to {high:.4f})  {shown}", flush=True)
    for name in networks:
        for peer, ranked in found.items():
            if peer not in networks:
                other = compare_ranks(found[name].rank, ranked.rank)
                low, high = (with_sign(other[bound] or 0.0) for bound in ("low", "high"))
                print(f"{name} minus {peer}: {with_sign(other['value'])} ({low} to {high})", flush=True)


def main() -> None:
    """Compare on Online Retail."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--users", type=int)
    parser.add_argument("--networks", nargs="+", default=list(NETWORKS), choices=list(NETWORKS))
    asked = parser.parse_args()
    compare(asked.networks, asked.epochs, asked.users)


if __name__ == "__main__":
    main()
