from __future__ import annotations

import pyarrow as pa
from logs import dataset, plan_for

from bigmodel.spec import Metric, Sentence, Split, Table, Words
from bigmodel.tasks.interactions.checks import check_log
from bigmodel.tasks.interactions.dataset import InteractionDataset
from bigmodel.tasks.interactions.profile import profile_log

USERS, STEPS = 120, 6


def shop(**more):
    rows = [(user, step) for user in range(USERS) for step in range(STEPS)]
    columns = {
        "user": [f"u{user}" for user, _ in rows],
        "item": [f"i{(user + step) % 15}" for user, step in rows],
        "time": [f"2026-01-{1 + step * 4:02d}" for _, step in rows],
    }
    return {**columns, **{name: [value(user, step) for user, step in rows] for name, value in more.items()}}


def found(data, **options):
    plan = plan_for(data, **options)
    if "time" in data.table.column_names:
        plan = plan.with_role("time", "time")
    return {finding.code: finding for finding in check_log(data, plan)}


def test_a_sound_log_may_be_trained_on(tmp_path):
    codes = found(dataset(tmp_path, shop()))
    assert {"later_others", "good"} == set(codes)
    remedy = codes["later_others"].remedies[0].plan
    assert remedy.split == Split(kind="time", column="time")


def test_nothing_but_the_impossible_stops(tmp_path):
    columns = shop(rating=lambda user, step: 5)
    del columns["time"]
    columns["user"][0] = "alone"
    codes = found(dataset(tmp_path, columns))
    assert {"no_time", "constant_value", "one_event"} <= set(codes)
    assert codes["one_event"].title == "1 user with one event"
    assert not [finding for finding in codes.values() if finding.severity == "stop"]


def test_a_column_with_some_times_is_offered_as_the_time_with_what_that_costs(tmp_path):
    columns = shop()
    columns["time"] = ["soon" if place % 6 == 0 else day for place, day in enumerate(columns["time"])]
    data = dataset(tmp_path, columns)
    plan = plan_for(data)
    assert plan.one("time") is None
    (finding,) = [each for each in check_log(data, plan) if each.code == "no_time"]
    assert finding.remedies[0].label == f"Take time as the time and set {USERS} rows without one aside"
    mended = {each.code: each for each in check_log(data, finding.remedies[0].plan)}
    assert "no_time" not in mended
    assert mended["aside_time"].title == f"{USERS} rows without a time set aside"


def test_a_time_without_times_is_named(tmp_path):
    columns = shop()
    columns["time"] = ["soon"] * len(columns["time"])
    finding = found(dataset(tmp_path, columns))["no_time"]
    assert finding.title == "No cell of time is a time, so the order of the file is taken"
    assert not finding.remedies


def test_one_of_a_kind_is_counted_in_the_singular(tmp_path):
    columns = shop()
    columns["user"][0], columns["item"][0] = "alone", "i99"
    rare = found(dataset(tmp_path, columns), core_users=2, core_items=2)["aside_rare"]
    assert rare.title == "1 event of rare users or items set aside"
    assert rare.detail.startswith("1 user and 1 item: ")


def test_one_item_stops(tmp_path):
    codes = found(dataset(tmp_path, {"user": list("abcabc"), "item": ["x"] * 6}))
    assert codes["one_item"].severity == "stop"


def test_too_little_for_the_core_stops_and_says_how_to_go_on(tmp_path):
    data = dataset(tmp_path, {"user": list("abc"), "item": list("xyz")})
    stop = found(data, core_users=3)["nothing_left"]
    assert stop.severity == "stop"
    assert stop.remedies[0].plan.options["core_users"] == 1


def test_one_event_each_stops_with_the_reason(tmp_path):
    data = dataset(tmp_path, {"user": [f"u{n}" for n in range(30)], "item": ["x", "y", "z"] * 10})
    codes = found(data)
    assert codes["no_split"].severity == "stop"
    assert codes["one_event"].title == "30 users with one event"


def test_few_users_and_unseen_items_are_told(tmp_path):
    columns = {"user": list("aaaabbbb"), "item": ["1", "2", "1", "2", "2", "1", "2", "9"]}
    codes = found(dataset(tmp_path, columns))
    assert "1 user to judge by" in codes["few_users"].title
    assert "does not occur in training" in codes["left_out"].title


def test_ratings_offer_a_threshold_from_their_own_scale(tmp_path):
    codes = found(dataset(tmp_path, shop(rating=lambda user, step: 1 + (user + step) % 5)))
    assert codes["all_ratings"].remedies[0].plan.options["liked_from"] == 5.0
    assert codes["all_ratings"].remedies[0].label == "Count ratings from 5 on only"
    assert codes["all_ratings"].title.endswith("from 1 on")


def test_a_catalogue_of_something_else_is_told(tmp_path):
    other = pa.table({"id": ["q1", "q2"], "title": ["One", "Two"]})
    data = InteractionDataset.create_with(pa.table(shop()), other, tmp_path)
    assert found(data)["catalogue"].severity == "warning"


def test_the_profile_counts_events_and_draws_them(tmp_path):
    data = dataset(tmp_path, shop())
    plan = plan_for(data).with_role("time", "time")
    blocks = profile_log(data, plan, Words(case="customer", cases="customers"))
    tables = {block.title: block for block in blocks if isinstance(block, Table)}
    metrics = {block.title: block.value for block in blocks if isinstance(block, Metric)}
    assert metrics["Customers"] == "120"
    assert metrics["Items"] == "15"
    assert tables["Split"].columns["Rows"] == [USERS * (STEPS - 2), USERS, USERS]
    assert tables["Split"].columns["To"][2].startswith("2026-01-21")


def test_a_plan_without_users_is_told_in_the_profile(tmp_path):
    data = dataset(tmp_path, shop())
    blocks = profile_log(data, plan_for(data).with_role("user", "ignore"), Words())
    assert isinstance(blocks[0], Table)
    assert isinstance(blocks[1], Sentence)
