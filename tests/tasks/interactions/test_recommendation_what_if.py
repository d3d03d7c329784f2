import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy_run import HOSTILE, ITEMS, LENGTH, WORDS, write_run

from bigmodel.runs.ranks import CaseRanks, read_ranks, write_ranks
from bigmodel.spec import Figure, Metric, Sentence, Table
from bigmodel.tasks.interactions.suggest import bundle_of
from bigmodel.tasks.interactions.what_if import WHAT_IFS
from bigmodel.tasks.interactions.what_if.edited import edit
from bigmodel.tasks.interactions.what_if.events import LONGEST, WIDE, events_of, number_of
from bigmodel.tasks.interactions.what_if.history import CHOSEN, AnotherHistory
from bigmodel.tasks.interactions.what_if.past_items import Without, leave_out_each, said
from bigmodel.tasks.interactions.what_if.population import JUDGED, OtherCircumstances, judged_users

HISTORY, CIRCUMSTANCES = AnotherHistory(), OtherCircumstances()


@pytest.fixture(scope="module", params=[True, False], ids=["again", "once"])
def run(request, tmp_path_factory):
    """A finished run whose stored ranks are those of its bundle."""
    return write_run(tmp_path_factory.mktemp("runs") / "run", repeats=request.param)


def shown(view, run, **values):
    given = {control.name: control.default for control in view.controls(run)} | values
    return view.blocks(run, None, WORDS, given)


def cards(blocks):
    return {block.title: block for block in blocks if isinstance(block, Metric)}


def table(blocks, title):
    return next(block for block in blocks if isinstance(block, Table) and block.title == title).columns


def offered(run):
    """Item to its label in lists to choose from."""
    (control,) = [each for each in CIRCUMSTANCES.controls(run) if each.name == "gone"]
    return {label.rsplit("(", 1)[1][:-1]: label for label in control.options}


def test_with_nothing_changed_every_rank_equals_the_stored_one(run):
    cases = read_ranks(run)
    for user, rank, top in zip(cases.user, cases.models["model"].rank, cases.models["model"].top, strict=True):
        blocks = shown(HISTORY, run, user=user)
        card = cards(blocks)["Rank of the next choice"]
        assert card.value == f"{rank:.0f}"
        assert card.beside == f"was {rank:.0f}, of {ITEMS}"
        listed = table(blocks, "Suggestions")
        assert listed["Item"] == [f"P{column}" for column in top[:10] if column >= 0]
        assert listed["Was"] == listed["Place"]


def test_an_edited_history_moves_the_list_and_says_where_things_stood(run):
    cases = read_ranks(run)
    place = int(np.argmax(cases.length > LENGTH))
    labels = offered(run)
    before = table(shown(HISTORY, run, user=cases.user[place]), "Suggestions")["Item"]
    known = {f"P{column}" for column in cases.history[place]}
    fresh = next(item for item in range(ITEMS - 1) if f"P{item + 1}" not in known | set(before))
    blocks = shown(HISTORY, run, user=cases.user[place], out=events(run, cases.user[place]), add=(labels[f"P{fresh}"],))
    history = table(blocks, "History, most recent first")
    assert history["Number"][0] == "new"
    assert history["Item"][0] == f"P{fresh}"
    assert history["Place now"].count("taken out") == LENGTH
    # Nothing is lost on the way: each event stands there once, and the added one.
    assert len(history["Item"]) == len(cases.history[place]) + 1
    assert cards(blocks)["Events in the history"].beside == f"was {len(cases.history[place])}"
    assert f"P{fresh + 1}" in table(blocks, "Suggestions")["Item"]
    assert int(cards(blocks)["New among the ten"].value) >= 1


def test_an_event_that_is_put_last_counts_again(run):
    cases = read_ranks(run)
    place = int(np.argmax(cases.length > LENGTH))
    beyond = str(LENGTH + 1)
    blocks = shown(HISTORY, run, user=cases.user[place], last=(beyond,))
    history = table(blocks, "History, most recent first")
    assert history["Number"][:2] == [beyond, "1"]
    assert history["Place now"][LENGTH] == "too long ago to count"


def events(run, user):
    """What can be taken out of a user's history."""
    out, last = (each for each in HISTORY.controls_after(run, {"user": user}) if each.name in ("out", "last"))
    assert out.options == last.options
    return out.options


def test_events_are_named_by_item_and_day(run):
    cases = read_ranks(run)
    titles = bundle_of(run).schema.encoder["titles"]
    for place, user in enumerate(cases.user):
        recent = zip(cases.history[place][::-1], cases.day[place][::-1].astype(str), strict=True)
        named = [f"{number}. {titles[column]} ({day})" for number, (column, day) in enumerate(recent, 1)]
        assert events(run, user) == tuple(named[:LENGTH])


def test_what_is_taken_out_by_name_is_the_event_of_that_name(run):
    cases = read_ranks(run)
    user = cases.user[int(np.argmax(cases.length > LENGTH))]
    third = events(run, user)[2]
    blocks = shown(HISTORY, run, user=user, out=(third,))
    history = table(blocks, "History, most recent first")
    place = history["Place now"].index("taken out")
    assert history["Number"][place] == "3"
    assert history["Chosen"][place] == third.removeprefix("3. ").rpartition(" (")[0]


def test_older_scenarios_name_events_by_number(run):
    cases = read_ranks(run)
    user = cases.user[int(np.argmax(cases.length > LENGTH))]
    out = next(each for each in HISTORY.controls_after(run, {"user": user}) if each.name == "out")
    assert [out.formerly[str(number)] for number in range(1, LENGTH + 1)] == list(out.options)


def test_a_user_that_is_none_gets_the_events_of_the_first(run):
    first = events(run, read_ranks(run).user[0])
    for user in (None, "nobody", 7, ["C0"]):
        assert events(run, user) == first


def test_any_title_names_an_event_in_one_line_and_no_two_are_alike():
    titles = [HOSTILE, "蓝色马克杯" * 30, "a\nb " * 50, "كوب أزرق", "P4", ""]
    history = np.array([0, 1, 1, 1, 2, 3, 4, 5, 5], np.int32)
    day = np.full(len(history), np.datetime64("2011-12-01"))
    cases = CaseRanks(("u",), np.zeros(1, np.int32), [history], {}, [day])
    named = events_of(cases, 0, {"titles": titles, "length": 8})
    assert len(set(named)) == len(named) == 8
    assert [number_of(each) for each in named] == list(range(1, 9))
    assert all("\n" not in each and len(each) <= LONGEST + len("8.  (2011-12-01)") for each in named)
    assert named[0] == "1.  (2011-12-01)"
    assert sorted({len(each) - len("5.  (2011-12-01)") for each in named if "蓝" in each}) == [WIDE]
    assert named[3] == "4. كوب أزرق (2011-12-01)"


def test_a_run_of_before_names_events_without_days(run, tmp_path):
    old = write_run(tmp_path / "old")
    cases = read_ranks(old)
    write_ranks(old, CaseRanks(cases.user, cases.target, cases.history, cases.models))
    assert read_ranks(old).day is None
    titles = bundle_of(old).schema.encoder["titles"]
    assert events(old, cases.user[0])[0] == f"1. {titles[cases.history[0][-1]]}"


@given(
    size=st.integers(0, 12),
    taken=st.sets(st.integers(1, 14)),
    last=st.lists(st.integers(1, 14), unique=True),
    added=st.lists(st.integers(0, 5), max_size=3),
)
def test_editing_loses_and_invents_nothing(size, taken, last, added):
    history = np.arange(100, 100 + size, dtype=np.int32)
    edited = edit(history, taken_out=taken, put_last=last, added=added)
    stays = sorted(number for number in range(1, size + 1) if number not in taken)
    assert sorted(edited.kept) == stays
    assert edited.now[: len(stays)].tolist() == [100 + size - number for number in edited.kept]
    assert edited.now[len(stays) :].tolist() == added
    if not taken and not last and not added:
        assert not edited.changed
        assert edited.now.tolist() == history.tolist()


def test_without_a_past_item_the_score_falls_by_what_it_carried(run):
    bundle = bundle_of(run)
    found = leave_out_each(bundle, np.array([3, 10, 10, 20], np.int32), 11)
    assert found[0].column == 10
    assert found[0].times == 2
    # Two events give 1 each; the mean of all items falls with them, by 2 x 1.5 over all of them.
    if bundle.schema.encoder["repeats"]:
        assert found[0].fall == pytest.approx(2 - 2 * 1.5 / ITEMS, abs=1e-5)
    assert found[-1].fall < found[0].fall
    assert all(each.rank >= 1 for each in found)


def test_past_items_are_told_for_the_item_that_is_looked_into(run):
    cases = read_ranks(run)
    user = cases.user[int(np.argmax(cases.length > LENGTH))]
    first = table(shown(HISTORY, run, user=user), "Suggestions")["Suggestion"][0]
    for about in (CHOSEN, "Suggestion 1"):
        blocks = shown(HISTORY, run, user=user, about=about)
        (figure,) = [block for block in blocks if isinstance(block, Figure)]
        assert "falls without each past item" in figure.alt
        assert "<script>" not in str(figure.figure)
    assert first in figure.alt


@pytest.mark.parametrize(
    ("fall", "rank", "told"),
    [
        (0.5, 9, "A speaks most for B; without it, it would stand at 9 and not at 4."),
        (0.5, 4, "A speaks most for B; without it, it would still stand at 4."),
        (0.0, 4, "No past item speaks for B: without any one of them its score would not fall. It stands at 4."),
        (-0.5, 3, "No past item speaks for B: without any one of them its score would not fall. It stands at 4."),
    ],
)
def test_what_speaks_most_is_said(fall, rank, told):
    assert said([Without(0, 1, rank, fall)], ["A", "B"], "B", 4) == told


def test_a_history_of_one_item_has_nothing_to_leave_out(run):
    cases = read_ranks(run)
    user = cases.user[0]
    numbers = tuple(str(number) for number in range(1, len(cases.history[0]) + 1))
    for add in ((), (offered(run)["P4"],)):
        blocks = shown(HISTORY, run, user=user, out=numbers, add=add)
        assert not [block for block in blocks if isinstance(block, Figure)]
        assert any("nothing to leave out" in block.text for block in blocks if isinstance(block, Sentence))


def test_with_nothing_changed_the_population_is_that_of_the_report(run):
    report = run.report()
    found = cards(shown(CIRCUMSTANCES, run))
    value = f"{report.metrics['test']['ndcg@10'].value:.3f}"
    assert found["NDCG@10"].value == value
    assert found["NDCG@10"].beside.endswith(f"was {value}")
    assert found["Hits lost"].value == "0"


def test_what_is_out_of_stock_is_suggested_to_nobody(run):
    cases, item = read_ranks(run), "P5"
    blocks = shown(CIRCUMSTANCES, run, gone=(offered(run)[item],))
    asked = int((cases.target == 5).sum())
    notes = [block.text for block in blocks if isinstance(block, Sentence)]
    assert any("out of stock" in text and text.startswith(str(asked)) for text in notes) == (asked > 0)
    instead = table(blocks, "What is suggested instead")
    place = [label.endswith(f"({item})") for label in instead["Item"]].index(True)
    assert instead["Lists"][place] == 0
    assert instead["Was in"][place] > 0


def test_ranks_move_up_by_one_where_the_missing_item_stood_ahead(run):
    """The same as taking the item out of the stored lists by hand."""
    cases = read_ranks(run)
    stored = cases.models["model"]
    gone = 5
    expected = []
    for rank, top, target in zip(stored.rank, stored.top, cases.target, strict=True):
        ahead = gone in top[: int(rank) - 1]
        expected.append(target != gone and rank - ahead <= 10)
    before = stored.rank <= 10
    lost = int((before & ~np.array(expected)).sum())
    won = int((~before & np.array(expected)).sum())
    card = cards(shown(CIRCUMSTANCES, run, gone=(offered(run)[f"P{gone}"],)))["Hits lost"]
    assert card.value == str(lost)
    assert card.beside.startswith(f"and {won} won")


def test_shorter_histories_are_judged_beside_what_was(run):
    was = cards(shown(CIRCUMSTANCES, run))["Hit rate@10"].value
    for values in ({"known": 1}, {"half": True}, {"known": 2, "half": True}):
        blocks = shown(CIRCUMSTANCES, run, **values)
        card = cards(blocks)["Hit rate@10"]
        assert card.beside.endswith(f"was {was}")
        assert "95 % interval" in next(
            block.text for block in blocks if isinstance(block, Sentence) and "NDCG" in block.text
        )


def test_how_far_it_is_is_told(run):
    heard = []
    shown(CIRCUMSTANCES, run, known=1, progress=heard.append)
    assert heard == [0.0, 1.0]


def test_of_many_users_the_same_ones_are_judged_each_time(run):
    cases = read_ranks(run)
    assert judged_users(cases) is cases
    times = JUDGED // len(cases.user) + 1
    many = type(cases)(
        cases.user * times,
        np.tile(cases.target, times),
        list(cases.history) * times,
        {
            name: type(each)(np.tile(each.rank, times), np.tile(each.top, (times, 1)))
            for name, each in cases.models.items()
        },
    )
    first, second = judged_users(many), judged_users(many)
    assert len(first.user) == JUDGED
    assert first.user == second.user


def test_nothing_is_asked_before_there_is_a_result(tmp_path):
    run = write_run(tmp_path / "run")
    run.report_path.unlink()
    for view in WHAT_IFS:
        assert not view.controls(run)
        assert not view.blocks(run, None, WORDS, {})
