import json
import math
from pathlib import Path

import numpy as np
import pytest

from bigmodel.evaluation.decision import cumulative, decide
from bigmodel.spec import Costs, Decision, Problem, Words
from bigmodel.ui.components import decision
from bigmodel.ui.components.decision import payload, read_kept

CHROMIUM = Path("/usr/bin/chromium")
FOLDER = Path(decision.__file__).parent


def cases(rows, seed=0):
    random = np.random.default_rng(seed)
    y = (random.random(rows) < 0.05).astype(np.int32)
    score = np.clip(random.normal(0.2 + 0.4 * y, 0.2), 0, 1).astype(np.float32)
    amount = random.lognormal(4, 1, rows).round(2)
    amount[::50] = np.nan
    return y, score, amount


def block(rows=4_000, days=30.0):
    costs = Costs(miss_is_amount=True)
    table = cumulative(*cases(rows), costs, days)
    return Decision(table, Words().model_dump(), {"threshold": 0.5, **costs.model_dump()})


def test_browser_is_fed_once_with_little():
    fed = payload(block(300_000), "run-1")
    assert len(json.dumps(fed)) < 200_000
    assert len(fed["table"]["thresholds"]) <= 2_000
    assert fed["threshold"] == 0.5
    assert fed["costs"]["miss_is_amount"]
    assert fed["reference"] is None


def test_kept_decision_is_read():
    assert read_kept({"threshold": 0.25, "false_alarm": 3, "miss": 9, "miss_is_amount": False, "currency": "$"}) == (
        0.25,
        Costs(false_alarm=3, miss=9, currency="$"),
    )


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"threshold": "x"},
        {"threshold": 0.5, "false_alarm": -1},
        {"threshold": 0.5, "evil": 1},
        {"threshold": math.nan},
        {"threshold": None},
    ],
)
def test_nonsense_from_a_browser_is_refused(chosen):
    with pytest.raises(Problem):
        read_kept(chosen)


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM.exists():
        pytest.skip("needs Chromium at /usr/bin/chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture
def sums(browser):
    """Runs an expression of the arithmetic with a table and costs at hand."""
    page = browser.new_page()
    page.set_content("<p></p>")
    page.add_script_tag(content=(FOLDER / "decision.sums.js").read_text("utf-8"))
    yield lambda expression, *values: page.evaluate(f"([table, costs, x]) => {expression}", list(values))
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("rows", [37, 4_000, 60_000])
@pytest.mark.parametrize("by_amount", [True, False])
def test_browser_counts_what_python_counts(sums, rows, by_amount):
    y, score, amount = cases(rows)
    costs = Costs(false_alarm=7, miss=80, miss_is_amount=by_amount)
    table = cumulative(y, score, amount, costs, None)
    steps = np.linspace(0, len(table["thresholds"]) - 1, 25).astype(int)
    thresholds = [table["thresholds"][step] for step in steps]
    outcomes = sums("x.map((at) => outcomeAt(table, stepAt(table, at), costs))", table, costs.model_dump(), thresholds)
    for threshold, found in zip(thresholds, outcomes, strict=True):
        expected = decide(y, score, amount, costs, threshold)
        assert (found["caught"], found["alarms"], found["missed"], found["passed"]) == (
            expected["tp"],
            expected["fp"],
            expected["fn"],
            expected["tn"],
        )
        assert found["net"] == pytest.approx(expected["money"], abs=0.02)
    best = sums("bestStep(table, costs)", table, costs.model_dump())
    assert table["thresholds"][best] == pytest.approx(table["best_threshold"])


@pytest.mark.browser
def test_alerts_find_their_step(sums):
    y, score, amount = cases(4_000)
    table = cumulative(y, score, amount, Costs(), None)
    for wanted in (0, 1, 17, 400, 4_000):
        step = sums("stepOfAlerts(table, x)", table, {}, wanted)
        distances = np.abs(np.asarray(table["alerts"]) - wanted)
        assert distances[step] == distances.min()


def show(page, fed):
    page.set_content(f"<div id=host>{(FOLDER / 'decision.html').read_text('utf-8')}</div>")
    scripts = [(FOLDER / name).read_text("utf-8") for name in decision._SCRIPTS]
    page.add_script_tag(content="\n".join(scripts).replace("export default function", "window.draw = function"))
    page.evaluate(
        "(data) => draw({data, parentElement: document.getElementById('host'), setTriggerValue: () => {}})", fed
    )
    page.wait_for_function("document.querySelector('.decide').dataset.drawn > 0")


@pytest.mark.browser
def test_only_the_best_is_called_the_best(browser):
    page = browser.new_page()
    drawn = block()
    costs = Costs(miss_is_amount=True)
    money = [decide(*cases(4_000), costs, threshold)["money"] for threshold in drawn.table["thresholds"]]
    best = int(np.argmax(money))
    near = max((step for step in range(len(money)) if money[step] < money[best] - 1), key=money.__getitem__)
    assert money[best] - money[near] < 0.005 * money[best], "so near that it is nearly as good"
    badges = []
    for step in (best, near):
        fed = payload(drawn, f"run-{step}")
        show(page, {**fed, "threshold": drawn.table["thresholds"][step]})
        badges.append(page.locator("[data-part=against]").inner_text())
    assert badges[0] == "Best for these costs"
    assert badges[1].endswith(" below the best")
    page.close()


@pytest.mark.browser
def test_every_chart_says_that_it_shows_validation_data(browser):
    page = browser.new_page()
    show(page, payload(block(), "run"))
    titles = page.locator(".card h3").all_inner_texts()
    assert len(titles) == 5
    assert all("validation" in title for title in titles)
    page.close()


@pytest.mark.browser
def test_what_happens_to_cases_has_the_word_of_the_template(browser):
    page = browser.new_page()
    fed = payload(block(), "run")
    fed["words"] |= {"cases": "jobs", "flagged": "looked at again"}
    show(page, {**fed, "threshold": 2.0})
    assert page.get_by_role("slider", name="Looked at again when the score is at least").count() == 1
    assert page.get_by_role("table", name="Which jobs are looked at again, validation").count() == 1
    assert page.locator("[data-part=sum]").inner_text().startswith("Nothing is looked at again: ")
    assert "flagged" not in page.locator(".decide").inner_text().lower()
    page.close()


@pytest.mark.browser
def test_hostile_words_stay_text(browser):
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    hostile = "<img src=http://evil.example/x onerror=window.hit=1>"
    fed = payload(block(), "run")
    fed["words"] = dict.fromkeys(fed["words"], hostile)
    fed["reference"] = {"name": hostile, "recall": [0, 1], "precision": [1, 0]}
    show(page, fed)
    assert page.locator("[data-part=missed-name]").inner_text() == f"missed {hostile}"
    assert page.locator("img").count() == 0
    assert not any("evil" in url for url in asked)
    page.close()
