"""The arithmetic of the live chart, asked in the browser where it runs."""

from importlib.util import find_spec
from pathlib import Path

import pytest

import bigmodel

COMPONENTS = Path(bigmodel.__file__).parent / "ui" / "components"
FILES = ("words.js", "live_chart.words.js", "live_chart.course.js")
SCRIPTS = "\n".join((COMPONENTS / name).read_text(encoding="utf-8") for name in FILES)


@pytest.fixture
def ask(chromium):
    tab = chromium.new_context().new_page()
    yield lambda body: tab.evaluate(f"(() => {{ {SCRIPTS}\n{body} }})()")
    tab.context.close()


def steps(count, per_epoch=100, first=0):
    return (
        f"Array.from({{length: {count}}}, (_, i) => ({{kind: 'step', epoch: {first} + (i + 1) / {per_epoch}, "
        "loss: i + 1, accuracy: 0.5}))"
    )


def test_a_long_training_stays_drawable_and_keeps_its_mean(ask):
    told = ask(f"""
        const course = new Course();
        course.take({steps(20_000)});
        const sum = course.loss.reduce((a, b) => a + b, 0);
        return {{points: course.x.length, mean: sum / course.loss.length, end: course.x.at(-1), stride: course.stride,
                 rises: course.x.every((x, i) => !i || x > course.x[i - 1])}};
    """)
    assert told["points"] <= 3000
    assert told["rises"]
    assert told["end"] == pytest.approx(200, abs=told["stride"] / 100)
    assert told["mean"] == pytest.approx(10_000, rel=0.002)


def test_a_resumed_run_tells_its_broken_epoch_anew(ask):
    told = ask(f"""
        const course = new Course();
        course.take([{{kind: 'begin', t: 0, epochs: 4, steps: 10, first_epoch: 0}}, ...{steps(25, 10)},
                     {{kind: 'epoch', epoch: 1, best: 1}}, {{kind: 'epoch', epoch: 2, best: 2}}]);
        const before = course.version;
        course.take([{{kind: 'begin', t: 9, epochs: 4, steps: 10, first_epoch: 2}}]);
        const cut = course.x.at(-1);
        course.take({steps(3, 10, 2)});
        return {{cut, points: course.x.length, epochs: course.epochs.length, anew: course.version > before}};
    """)
    assert told == {"cut": 2, "points": 23, "epochs": 2, "anew": True}


def test_what_is_done_before_the_first_epoch_is_told_with_its_end(ask):
    told = ask("""
        const course = new Course();
        const news = {status: 'starting', started: 100, now: 103};
        const before = whereabouts(course, news, 'pictures');
        course.take([{kind: 'prepare', t: 102, done: 1200, of: 5400, left: 12}]);
        const during = [whereabouts(course, news, 'pictures'), prepared(course)];
        course.take([{kind: 'begin', t: 104, epochs: 4, steps: 10}]);
        return [before, ...during, prepared(course)];
    """)
    assert told == [
        "Preparing the data · 3 s",
        "Looking at the pictures once: 1,200 of 5,400 · 3 s elapsed · about 11 s left",
        pytest.approx(1200 / 5400),
        0,
    ]


def test_epochs_that_are_over_before_a_step_is_told_are_points_of_the_training_lines(ask):
    told = ask(f"""
        const course = new Course();
        course.take([{steps(1, 10)}[0], {{kind: 'epoch', epoch: 1, loss: 9, accuracy: 0.4, best: 1}},
                     {{kind: 'epoch', epoch: 2, loss: 8, accuracy: 0.6, best: 2}}, ...{steps(9, 10, 2)},
                     {{kind: 'epoch', epoch: 3, loss: 7, accuracy: 0.7, best: 3}}]);
        return [course.x.slice(0, 4), course.loss.slice(0, 3), course.accuracy.slice(0, 3), course.x.length];
    """)
    assert told == [[0.1, 1, 2, 2.1], [1, 9, 8], [0.5, 0.4, 0.6], 12]


def test_how_long_a_run_took_is_told_where_it_is_known(ask):
    told = ask("""
        const course = new Course();
        course.take([{kind: 'begin', t: 0, epochs: 4, steps: 10}, {kind: 'epoch', epoch: 1, best: 1}]);
        const ended = (status) => whereabouts(course, {status, started: 60, ended: 1560}, 'pictures');
        return ['finished', 'interrupted'].map(ended);
    """)
    assert told == ["1 of 4 epochs, epoch 1 was best · took 25 min", "1 of 4 epochs, epoch 1 was best"]


def test_a_resumed_run_took_as_long_as_both_of_its_sessions(ask):
    told = ask("""
        const course = new Course();
        const status = (t, status) => ({kind: 'status', t, status});
        const begin = (t, first) => ({kind: 'begin', t, epochs: 4, steps: 10, first_epoch: first});
        const epoch = (t, epoch) => ({kind: 'epoch', t, epoch, best: epoch});
        course.take([status(0, 'queued'), status(1000, 'starting'), begin(1010, 0), epoch(1300, 1)]);
        course.take([status(9000, 'interrupted'), status(9100, 'queued'), status(9500, 'starting'), begin(9510, 1)]);
        course.take([epoch(9700, 2), status(9740, 'finished')]);
        return whereabouts(course, {status: 'finished', started: 9500, ended: 9740}, 'pictures');
    """)
    assert told == "2 of 4 epochs, epoch 2 was best · took 9 min"


def test_a_small_threshold_keeps_its_digits(chromium):
    names = (*FILES, "live_chart.kinds.js")
    scripts = "\n".join((COMPONENTS / name).read_text(encoding="utf-8") for name in names)
    tab = chromium.new_context().new_page()
    told = tab.evaluate(f"""(() => {{ {scripts}
        const course = {{latest: {{epoch: 1, threshold: 0.0037, precision: 0.5, recall: 0.5}}, epochs: [], best: null}};
        const run = {{binary: true, flagged: 'checked', money: 'Saved', currency: '€'}};
        return cardsFor(run, course, true).map((card) => card.beside);
    }})()""")
    tab.context.close()
    assert "checked from a score of 0.00370" in told


def test_values_that_are_no_numbers_break_nothing(ask):
    told = ask("""
        const course = new Course();
        course.take([{kind: 'step', epoch: 0.1, loss: null, accuracy: null}, {kind: 'strange'}]);
        return [course.loss, digits(null), percent(undefined), share(NaN), money(null, '€')];
    """)
    assert told == [[None], "–", "–", "–", "–"]


def test_numbers_read_as_on_the_pages(ask):
    from bigmodel.spec import numbers
    from bigmodel.ui import text

    values = [0.04123, 12.34, 18420.4, -3.2, 0.5, 1234567, 0, 99.996, -0.001]
    assert ask(f"return {values}.map(digits)") == [numbers.number(value) for value in values]
    plain = [value.replace("\u00a0", " ") for value in ask(f"return {values}.map((value) => money(value, '€'))")]
    assert plain == [numbers.money(value, "€") for value in values]
    shares = [0, 0.0084, 0.5, 0.9931, 0.99962, 0.99999, 1]
    assert [value.replace("\u00a0", " ") for value in ask(f"return {shares}.map(percent)")] == [
        numbers.share(value) for value in shares
    ]
    scores = [0, 0.704, 0.9951, 1]
    assert ask(f"return {scores}.map(share)") == [numbers.score(value) for value in scores]
    times = [24.4, 125, 1500, 4200, 7200]
    assert ask(f"return {times}.map(duration)") == [text.duration(value) for value in times]


def jagged(count, first=0.0):
    """Steps, ten an epoch, whose losses lie on no straight line, of which Plotly would draw the ends alone."""
    return (
        f"...Array.from({{length: {count}}}, (_, i) => ({{kind: 'step', epoch: {first} + (i + 1) / 10, "
        "loss: 2 + i % 2 + i / 7, accuracy: 0.5}))"
    )


@pytest.fixture
def plot(chromium):
    """A page with the charts of a table's run: evaluates a body that finds ``course``, ``plots`` and ``loss``."""
    tab = chromium.new_context().new_page()
    plotly = Path(find_spec("plotly").submodule_search_locations[0]) / "package_data" / "plotly.min.js"
    tab.add_script_tag(path=str(plotly))
    names = ("words.js", "live_chart.words.js", "live_chart.course.js", "live_chart.kinds.js", "live_chart.tips.js")
    scripts = "\n".join((COMPONENTS / name).read_text(encoding="utf-8") for name in (*names, "live_chart.plots.js"))

    def ask(body):
        return tab.evaluate(f"""async () => {{ {scripts}
            const charts = chartsFor({{binary: true, kind: 'tabular', currency: '€', money: 'Saved', words: {{}}}});
            const host = document.createElement('div');
            host.innerHTML = charts.map((each) =>
                `<div data-plot="${{each.id}}" style="width: 600px; height: 250px"></div>`).join('');
            document.body.append(host);
            const plots = new Plots(host, Plotly, charts, {{}});
            const course = new Course();
            course.take([{{kind: 'begin', t: 0, epochs: 4, steps: 10, first_epoch: 0}}, {jagged(5)}]);
            plots.draw(course, true);
            const {{ node }} = plots.charts[0];
            const held = () => node.data[0].x.length;
            const drawn = () => {{
              const d = node.querySelector('.scatterlayer > .trace path.js-line').getAttribute('d');
              return d.match(/[-\\d.]+,[-\\d.]+/g).length;
            }};
            {body} }}""")

    yield ask
    tab.context.close()


def test_between_epochs_only_the_tips_of_lines_grow_and_the_end_of_one_draws_the_whole(plot):
    told = plot(f"""
        const said = [[held(), drawn()]];
        course.take([{jagged(3, 0.5)}]);
        plots.draw(course, false);
        said.push([held(), drawn()]);
        await Plotly.relayout(node, {{'xaxis.range': [0, 2]}});
        said.push([held(), drawn()]);
        course.take([{jagged(1, 0.8)}]);
        plots.draw(course, false);
        said.push([held(), drawn()]);
        course.take([{{kind: 'epoch', epoch: 1, loss: 1, val_loss: 1, accuracy: 1, val_accuracy: 1, best: 1}}]);
        plots.draw(course, false);
        said.push([held(), drawn()]);
        return said;
    """)
    assert told == [[5, 5], [5, 8], [5, 5], [5, 9], [9, 9]]


def test_the_tip_ends_where_plotly_ends_it(plot):
    told = plot(f"""
        const end = () => node.querySelector('.scatterlayer > .trace path.js-line').getAttribute('d').split('L').at(-1);
        course.take([{jagged(3, 0.5)}]);
        plots.draw(course, false);
        const tip = end().split(',').map(Number);
        const held_before = held();
        const {{ xaxis, yaxis }} = node._fullLayout;
        const meant = [xaxis.p2c(tip[0]), yaxis.p2c(tip[1])];
        plots.draw(course, true);
        return {{held_before, now: held(), meant, x: node.data[0].x.at(-1), y: node.data[0].y.at(-1)}};
    """)
    assert (told["held_before"], told["now"]) == (5, 8)
    assert told["meant"][0] == pytest.approx(told["x"], abs=0.01)
    assert told["meant"][1] == pytest.approx(told["y"], rel=0.02)
