import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import average_precision_score
from threadpoolctl import threadpool_limits

from bigmodel.templates import template
from bigmodel.templates.machines.sample import POWER_RANGE, STRAIN, draw_jobs, failures
from bigmodel.templates.reading import SAMPLES

RAW = ["air_temperature_k", "process_temperature_k", "rotational_speed_rpm", "torque_nm", "tool_wear_min"]


@pytest.fixture(scope="module")
def jobs() -> pd.DataFrame:
    return pd.read_csv(SAMPLES / "machine_jobs.csv", parse_dates=["time"])


def test_the_file_looks_as_promised(jobs: pd.DataFrame) -> None:
    assert len(jobs) == 10_000
    assert 0.035 < jobs["failure"].mean() < 0.055
    assert jobs["time"].is_monotonic_increasing
    assert jobs["job"].is_unique
    assert jobs.groupby("machine").size().eq(1_000).all()
    assert (jobs["stop_reason"].notna() == (jobs["failure"] == 1)).all()
    assert jobs["torque_nm"].isna().mean() > 0.005
    assert (SAMPLES / "machine_jobs.csv").stat().st_size < 700_000


def test_each_rule_is_seen_in_the_jobs_that_it_failed() -> None:
    rng = np.random.default_rng(1)
    drawn = draw_jobs(rng)
    reasons = failures(rng, drawn)
    assert min((reasons == name).sum() for name in ("overheating", "power", "overstrain", "wear")) >= 30
    inside = (drawn.power > POWER_RANGE[0] - 400) & (drawn.power < POWER_RANGE[1] + 400)
    border = np.array(STRAIN)[drawn.grade]
    # Beyond a border's soft edge nearly all jobs fail, well within none do.
    assert (reasons[~inside] != "").mean() > 0.9
    assert not (reasons[(drawn.power > 4_000) & (drawn.power < 7_700)] == "power").any()
    assert (reasons[drawn.wear * drawn.torque > border + 800] != "").mean() > 0.9
    assert np.quantile(drawn.wear[reasons == "wear"], 0.05) > 180


def test_the_columns_on_offer_help_trees_too(jobs: pd.DataFrame) -> None:
    found = {
        "warm": jobs["process_temperature_k"] - jobs["air_temperature_k"],
        "power": jobs["torque_nm"] * jobs["rotational_speed_rpm"],
        "strain": jobs["tool_wear_min"] * jobs["torque_nm"],
    }
    cut, grade = 7_500, {"grade": jobs["product_type"].astype("category").cat.codes}
    areas = []
    for features in (jobs[RAW].assign(**grade), jobs[RAW].assign(**grade, **found)):
        trees = HistGradientBoostingClassifier(max_iter=60, early_stopping=False, random_state=0)
        with threadpool_limits(1):
            trees.fit(features[:cut], jobs["failure"][:cut])
        areas.append(average_precision_score(jobs["failure"][cut:], trees.predict_proba(features[cut:])[:, 1]))
    assert 0.3 < areas[0] < areas[1] - 0.02
    assert areas[1] < 0.97


def test_roles_and_offers_of_the_sample(tmp_path) -> None:
    machines = template("machines")
    data = machines.task.read({"data": [SAMPLES / "machine_jobs.csv"]}, None, tmp_path)
    plan = machines.suggest(data)
    assert {field.name: field.role for field in plan.fields if field.role != "feature"} == {
        "job": "id",
        "time": "time",
        "machine": "group",
        "stop_reason": "ignore",
        "failure": "target",
    }
    offered = next(each for each in machines.check(data, plan) if each.code == "derived_offered")
    added = offered.remedies[0].plan
    assert [each.name for each in added.derived] == ["temperature difference", "power", "wear x torque"]
    assert "derived_offered" not in [each.code for each in machines.check(data, added)]


def test_failure_modes_beside_the_target_are_left_out(tmp_path) -> None:
    rng = np.random.default_rng(0)
    modes = rng.random((2_000, 3)) < 0.03
    table = pd.DataFrame(
        {
            "Torque [Nm]": rng.normal(40, 10, 2_000),
            "Machine failure": modes[:, :2].any(axis=1).astype(int),
            "TWF": modes[:, 0].astype(int),
            "HDF": modes[:, 1].astype(int),
            "RNF": modes[:, 2].astype(int),
        }
    )
    table.to_csv(tmp_path / "modes.csv", index=False)
    (tmp_path / "read").mkdir()
    machines = template("machines")
    data = machines.task.read({"data": [tmp_path / "modes.csv"]}, None, tmp_path / "read")
    plan = machines.suggest(data)
    assert [field.name for field in plan.named("ignore")] == ["TWF", "HDF", "RNF"]
    told = next(each for each in machines.check(data, plan) if each.code == "leak_left_out")
    assert "TWF, HDF are set only when the answer is 1" in told.detail
    used = told.remedies[0].plan
    assert {each.column for each in machines.check(data, used) if each.code == "leak"} == {"TWF", "HDF"}
