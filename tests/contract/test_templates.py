"""What every template promises, on a run of its sample."""

from __future__ import annotations

import numpy as np
import pytest

from bigmodel.inference.bundle import Bundle
from bigmodel.runs.scores import epochs, read_baselines, read_cases, read_epoch
from bigmodel.spec import Problem, Sentence
from bigmodel.templates import template as find
from bigmodel.templates import templates
from bigmodel.templates.reading import read_sample, sample_path

SLUGS = list(templates())


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
    again = template.task.read({"data": [sample_path(template.sample)]}, None, tmp_path)
    assert again.fingerprint == record.fingerprint


def test_the_run_ends_with_a_result_better_than_the_majority(finished, slug):
    report = finished[slug].report()
    name = "pr_auc" if "pr_auc" in report.baselines["majority"] else "accuracy"
    assert report.metrics["test"][name].value > report.baselines["majority"][name].value
    assert {"majority", "logistic_regression", "boosted_trees"} <= set(report.baselines)
    for metric in ("accuracy", "precision", "recall", "f1"):
        assert 0 <= report.metrics["test"][metric].value <= 1


def test_stored_scores_are_those_of_the_bundle(workspace, finished, slug):
    template, _, data = opened(workspace, slug)
    folder = finished[slug]
    bundle = Bundle.load(folder.bundle)
    for part in ("validation", "test"):
        cases = read_cases(folder, part)
        again = bundle.score(template.task.encode(data.take(cases.row), bundle.schema))
        np.testing.assert_allclose(again, cases.score, atol=1e-5)


def test_every_epoch_left_its_validation_scores(finished, slug):
    folder = finished[slug]
    assert epochs(folder) == list(range(1, folder.report().epochs + 1))
    cases = read_cases(folder, "validation")
    assert read_epoch(folder, 1).shape == cases.score.shape
    assert set(read_baselines(folder)["boosted_trees"]) == {"validation", "test"}


def test_parts_share_no_row(finished, slug):
    folder = finished[slug]
    validation, test = (set(read_cases(folder, part).row.tolist()) for part in ("validation", "test"))
    assert validation
    assert test
    assert not validation & test


def test_views_draw_blocks_and_begin_with_the_answer(workspace, finished, slug):
    template, _, data = opened(workspace, slug)
    shown = [block for view in template.task.views for block in view.blocks(finished[slug], data, template.words, {})]
    assert isinstance(shown[0], Sentence)
    assert shown[0].level == 1
    for view in template.task.views:
        view.blocks(finished[slug], None, template.words, {})


def test_scoring_the_sample_writes_every_row(finished, slug, tmp_path):
    template = find(slug)
    out = tmp_path / "scored.csv"
    scored = template.task.score_file(finished[slug], {"data": [sample_path(template.sample)]}, out)
    assert scored.rows == finished[slug].spec().rows == sum(scored.counts.values())
    assert out.read_text(encoding="utf-8").count("\n") >= scored.rows
    assert not [sentence for sentence in scored.differences if "column" in sentence.lower()]


def test_bad_hyper_parameters_are_refused(slug):
    template = find(slug)
    for kind in template.task.networks.values():
        with pytest.raises(Problem, match="learning_rate"):
            kind.make({"learning_rate": -1})
