"""The supervisor is warmed early, but not while somebody asks something of a result."""

import asyncio

import pytest

from bigmodel.spec import Problem
from bigmodel.ui import routes, warming


@pytest.fixture(autouse=True)
def nobody(monkeypatch, tmp_path):
    monkeypatch.setenv("BIGMODEL_HOME", str(tmp_path))
    monkeypatch.setattr(warming, "_visits", warming._Visits())
    monkeypatch.setattr(routes, "LOOK", 0.001)


@pytest.fixture
def started(monkeypatch):
    found = []
    monkeypatch.setattr(routes, "ensure_supervisor", found.append)
    return found


@pytest.mark.parametrize("page", warming.RESULTS)
def test_who_reads_a_result_is_not_disturbed_until_he_rests(page, monkeypatch):
    assert warming.resting()
    warming.page_drawn(page)
    assert not warming.resting()
    monkeypatch.setattr(warming, "PAUSE", -1.0)
    assert warming.resting()


def test_who_goes_on_to_other_pages_may_soon_train():
    warming.page_drawn("what_if")
    warming.page_drawn("data")
    assert warming.resting()


def test_the_first_page_is_painted_first(monkeypatch):
    warming.page_drawn("start")
    assert not warming.painted()
    monkeypatch.setattr(warming, "PAINTED", -1.0)
    assert warming.painted()


def test_where_nobody_comes_all_is_made_ready_without(monkeypatch):
    assert not warming.painted()
    monkeypatch.setattr(warming, "UNVISITED", -1.0)
    assert warming.painted()
    # Who comes late still sees his page first.
    warming.page_drawn("start")
    assert not warming.painted()


def test_the_supervisor_waits_for_a_pause(started):
    async def course():
        warming.page_drawn("what_if")
        waiting = asyncio.create_task(routes._warm_supervisor())
        await asyncio.sleep(0.05)
        assert started == []
        warming.page_drawn("train")
        await waiting

    asyncio.run(course())
    assert len(started) == 1


def test_a_supervisor_that_can_not_be_started_early_stops_nothing(monkeypatch, caplog):
    def refuse(_workspace):
        raise Problem("The disk is full")

    monkeypatch.setattr(routes, "ensure_supervisor", refuse)
    asyncio.run(routes._warm_supervisor())
    assert "The disk is full" in caplog.text
