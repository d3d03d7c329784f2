from __future__ import annotations

import pytest
from logs import dataset, plan_for

from bigmodel.spec import Problem

SHOP = {
    "InvoiceNo": ["1", "1", "1", "2", "C3", "4", "5", "6", "7", "8", "9", "10", "11", "12"],
    "StockCode": ["10A", "10A", "11", "12", "10A", "POST", "13", "14", "15", "16", "17", "18", "19", "20"],
    "Description": ["red", "red", None, "blue", "red", "POSTAGE", *"abcdefgh"],
    "Quantity": [2, 3, 1, 1, -5, 1, 1, 1, 1, 1, 1, 1, 1, -1],
    "UnitPrice": [1.0, 1.0, 2.0, 3.0, 1.0, 9.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
    "CustomerID": [17.0, 17.0, 17.0, 18.0, 17.0, 17.0, 17.0, None, 18.0, 18.0, 18.0, 18.0, 18.0, 18.0],
}


def test_what_is_no_choice_is_set_aside_and_counted(tmp_path):
    data = dataset(tmp_path, SHOP)
    log = data.log(plan_for(data))
    assert log.aside == {"user": 1, "cancelled": 2, "product": 1, "free": 1, "repeated": 1}
    assert len(log) + sum(log.aside.values()) == log.rows == len(data)
    assert log.value_kind == "quantity"
    assert log.events.slice(0, 2).to_pylist() == [
        {"user": "17", "item": "10A", "value": 5.0, "row": 0},
        {"user": "17", "item": "11", "value": 1.0, "row": 2},
    ]


def test_the_catalogue_comes_from_the_log(tmp_path):
    data = dataset(tmp_path, SHOP)
    found = {row["item"]: row for row in data.log(plan_for(data)).catalogue.to_pylist()}
    assert found["10A"] == {"item": "10A", "title": "red", "price": 1.0}
    assert found["11"]["title"] is None
    assert "POST" not in found


def test_ids_without_digits_stay_where_that_is_usual(tmp_path):
    data = dataset(tmp_path, {"user": ["a", "b"] * 3, "item": ["tea", "milk", "tea", "rice", "A4", "milk"]})
    assert data.log(plan_for(data)).aside == {}


def test_ratings_count_from_where_the_plan_says(tmp_path):
    data = dataset(tmp_path, {"user": list("aabb"), "item": list("xyxy"), "rating": [5, 1, 4, None]})
    assert len(data.log(plan_for(data))) == 4
    log = data.log(plan_for(data, liked_from=4))
    assert log.events["value"].to_pylist() == [5.0, 4.0]
    assert log.aside == {"disliked": 2}


def test_events_stand_by_user_then_time_then_place(tmp_path):
    days = ["2026-01-03", "2026-01-01", "2026-01-02", "2026-01-01", None]
    data = dataset(tmp_path, {"user": list("babaa"), "item": list("vwxyz"), "date": days})
    plan = plan_for(data).with_role("date", "time")
    log = data.log(plan)
    assert log.events["row"].to_pylist() == [1, 3, 2, 0]
    assert log.aside == {"time": 1}


def test_the_same_item_again_later_is_another_choice(tmp_path):
    columns = {"user": list("aaa"), "item": list("xxx"), "time": ["2026-01-01", "2026-01-01", "2026-01-05"]}
    data = dataset(tmp_path, columns)
    log = data.log(plan_for(data).with_role("time", "time"))
    assert log.events["row"].to_pylist() == [0, 2]
    assert log.aside == {"repeated": 1}


def test_rare_users_and_items_are_counted(tmp_path):
    columns = {"user": list("aaabbbc"), "item": list("xyzxyzq")}
    data = dataset(tmp_path, columns)
    log = data.log(plan_for(data, core_users=2, core_items=2))
    assert (len(log), log.rare_users, log.rare_items, log.single) == (6, 1, 1, 1)


def test_a_log_needs_users_and_items(tmp_path):
    data = dataset(tmp_path, {"user": list("ab"), "item": list("xy")})
    with pytest.raises(Problem, match="No column is the item"):
        data.log(plan_for(data).with_role("item", "ignore"))


def test_unknown_options_are_refused(tmp_path):
    data = dataset(tmp_path, {"user": list("ab"), "item": list("xy")})
    with pytest.raises(Problem, match="core_users"):
        data.log(plan_for(data, core_users=0))
