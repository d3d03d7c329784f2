"""What every template promises, on a run of its sample."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from bigmodel.inference.bundle import Bundle
from bigmodel.inference.histories import leave_out_known
from bigmodel.runs.ranks import read_ranks
from bigmodel.runs.scores import epochs, read_baselines, read_cases, read_epoch
from bigmodel.spec import Metric, Problem, Sentence
from bigmodel.templates import template as find
from bigmodel.templates import templates
from bigmodel.templates.reading import read_sample, sample_path

SLUGS = list(templates())
RANKING_BASELINES = {"popularity", "item_knn", "ease"}
CLASS_BASELINES = {"majority", "logistic_regression", "boosted_trees"}


def sample_of(template):
    return {template.task.inputs[0].name: [sample_path(template.sample)]}


def ranks(folder):
    """Whether a run ranks items."""
    return folder.spec().plan.outcome.ranking


@pytest.fixture(params=SLUGS)
def slug(request):
    return request.param


def opened(workspace, slug):
    chosen = find(slug)
    record = read_sample(workspace.datasets, chosen)
    return chosen, record, chosen.task.open(workspace.datasets.folder(record.id))


def test_unknown_templates_are_named_beside_the_known_ones():
    with pytest.raises(Problem) as caught:
        find("astrology")
    assert all(slug in str(caught.value) for slug in SLUGS)


def test_the_sample_fits_and_nothing_forbids_training(workspace, slug):
    template, record, data = opened(workspace, slug)
    plan = template.suggest(data)
    assert record.rows == len(data) > 1000
    assert {field.role for field in plan.fields} <= {role.name for role in template.task.roles}
    assert not [finding for finding in template.task.check(data, plan) if finding.severity == "stop"]
    assert template.task.profile(data, plan, template.words)
    assert 1 < template.task.seconds(data, plan) < 600


def test_reading_it_again_finds_the_same_content(workspace, slug, tmp_path):
    template, record, _ = opened(workspace, slug)
    again = template.task.read(sample_of(template), None, tmp_path)
    assert again.fingerprint == record.fingerprint


def test_the_run_ends_with_a_result_better_than_the_plainest_guess(finished, slug):
    report = finished[slug].report()
    test, baselines = report.metrics["test"], report.baselines
    if ranks(finished[slug]):
        # One epoch need not beat popularity by name of every user; it has to rank better than by chance.
        assert set(baselines) >= RANKING_BASELINES
        assert test["hit_rate@10"].value > 2 * 10 / report.extra["items"]
        expected = ("ndcg@10", "recall@10", "precision@10", "hit_rate@10", "mrr", "coverage@10")
    else:
        name = "pr_auc" if "pr_auc" in baselines["majority"] else "accuracy"
        assert test[name].value > baselines["majority"][name].value
        assert set(baselines) >= CLASS_BASELINES
        expected = ("accuracy", "precision", "recall", "f1")
    for metric in expected:
        assert 0 <= test[metric].value <= 1
        assert all(metric in found for found in baselines.values())


def test_stored_answers_are_those_of_the_bundle(small, finished, slug):
    template, data = small[slug].template, small[slug].data
    folder = finished[slug]
    bundle = Bundle.load(folder.bundle)
    if ranks(folder):
        stored, items = read_ranks(folder), bundle.schema.encoder["items"]
        asked = range(min(200, len(stored.user)))
        histories = [[items[place] for place in stored.history[case]] for case in asked]
        again = bundle.score(template.task.encode(histories, bundle.schema))
        if not bundle.schema.encoder["repeats"]:
            again = leave_out_known(again, [stored.history[case] + 1 for case in asked])
        rank = 1 + (again > again[asked, stored.target[asked], None]).sum(axis=1)
        # Items of equal score share their places.
        np.testing.assert_allclose(stored.models["model"].rank[asked], rank, atol=1)
        return
    for part in ("validation", "test"):
        cases = read_cases(folder, part)
        again = bundle.score(template.task.encode(data.take(cases.row), bundle.schema))
        np.testing.assert_allclose(again, cases.score, atol=1e-5)


def test_every_epoch_left_its_mark(finished, slug):
    folder = finished[slug]
    told = [event for event in folder.events(0)[0] if event["kind"] == "epoch"]
    assert len(told) == folder.report().epochs
    assert all(np.isfinite([event["loss"], event["val_loss"]]).all() for event in told)
    if ranks(folder):
        assert all(0 <= event["ndcg"] <= 1 for event in told)
        return
    assert epochs(folder) == list(range(1, folder.report().epochs + 1))
    cases = read_cases(folder, "validation")
    assert read_epoch(folder, 1).shape == cases.score.shape
    assert set(read_baselines(folder)["boosted_trees"]) == {"validation", "test"}


def test_parts_share_no_row(finished, slug):
    folder = finished[slug]
    if ranks(folder):
        stored = read_ranks(folder)
        assert len(set(stored.user)) == len(stored.user) > 0
        assert folder.report().counts["test"] == [len(stored.user)]
        return
    validation, test = (set(read_cases(folder, part).row.tolist()) for part in ("validation", "test"))
    assert validation
    assert test
    assert not validation & test


def test_views_draw_blocks_and_begin_with_the_answer(small, finished, slug):
    template, data = small[slug].template, small[slug].data
    shown = [block for view in template.task.views for block in view.blocks(finished[slug], data, template.words, {})]
    assert isinstance(shown[0], Sentence)
    assert shown[0].level == 1
    for view in template.task.views:
        view.blocks(finished[slug], None, template.words, {})


def test_scoring_the_file_answers_for_every_case(small, finished, slug, tmp_path):
    template, folder = small[slug].template, finished[slug]
    out = tmp_path / "scored.csv"
    scored = template.task.score_file(folder, small[slug].sources, out)
    assert scored.rows == sum(scored.counts.values()) > 0
    assert scored.preview
    with out.open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    if ranks(folder):
        assert len({next(iter(row.values())) for row in written}) == scored.rows
    else:
        assert scored.rows == len(written) == folder.spec().rows
    assert not [sentence for sentence in scored.differences if "column" in sentence.lower()]


def test_a_later_file_is_judged_and_compared(small, finished, slug):
    """The data itself as next month's file: whatever moved between its parts is usual, so no input has moved."""
    template, folder = small[slug].template, finished[slug]
    (view,) = [each for each in template.task.what_ifs if each.section == "Next month's file"]
    (control,) = view.controls(folder)
    assert small[slug].source.name.endswith(control.options)
    for data in (small[slug].data, None):
        blocks = view.blocks(folder, data, template.words, {control.name: small[slug].source})
        assert isinstance(blocks[0], Sentence)
        assert blocks[0].level == 2
        cards = {block.title: block for block in blocks if isinstance(block, Metric)}
        assert [title for title in cards if title.startswith(("Accuracy", "Precision", "NDCG@10"))]
        moved = [cards[title].value for title in cards if title.endswith("that moved")]
        assert moved in (["0"], []) if data is None else moved == ["0"]
    assert [each.level for each in view.blocks(folder, data, template.words, {control.name: None})] == [2, 4]


def test_bad_hyper_parameters_are_refused(slug):
    for kind in find(slug).task.networks.values():
        with pytest.raises(Problem, match="learning_rate"):
            kind.make({"learning_rate": -1})
