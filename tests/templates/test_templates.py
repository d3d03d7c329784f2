from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bigmodel.spec import Problem, Words
from bigmodel.tasks.task import Dataset
from bigmodel.templates import template as find
from bigmodel.templates import templates
from bigmodel.templates.reading import sample_path
from bigmodel.templates.template import Template

EVERY = pytest.mark.parametrize("template", templates().values(), ids=lambda template: template.slug)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Dataset]:
    """The sample of every template, read once."""
    data = {}
    for slug, template in templates().items():
        folder = tmp_path_factory.mktemp(slug)
        sources = {"data": [sample_path(template.sample)]}
        data[slug] = template.task.read(sources, template.task.sniff(sources), folder)
    return data


def test_slugs_are_unique_and_name_their_folders() -> None:
    assert set(templates()) >= {"fraud", "images"}
    for slug, template in templates().items():
        assert template.slug == slug
        assert (Path(sys.modules["bigmodel.templates"].__path__[0]) / slug).is_dir()
        assert find(slug) is template
    assert len({template.title for template in templates().values()}) == len(templates())


def test_an_unknown_template_is_said_with_the_known_ones() -> None:
    with pytest.raises(Problem, match=r"no template 'fruad'.*fraud"):
        find("fruad")


@EVERY
def test_words_are_complete(template: Template) -> None:
    words = template.words.model_dump(exclude={"are"})
    assert set(words) == set(Words.model_fields) - {"are"} == template.words.model_fields_set - {"are"}
    assert template.words.called == template.words.called.strip().lower()
    assert all(word and word == word.strip() for word in words.values())
    assert all(word == word.lower() for name, word in words.items() if name != "money")
    assert words["case"] != words["cases"]


@EVERY
def test_texts_fit_a_card(template: Template) -> None:
    assert template.icon.startswith(":material/")
    assert template.icon.endswith(":")
    assert template.icon.removeprefix(":material/").removesuffix(":").replace("_", "").isalnum()
    assert 0 < len(template.title) <= 40
    assert 0 < len(template.summary) <= 160
    assert template.summary.count(". ") <= 1
    assert 0 < len(template.takes) <= 120
    assert "!" not in template.title + template.summary + template.takes + template.sample.title
    assert sys.modules[f"bigmodel.templates.{template.slug}"].__doc__


@EVERY
def test_a_simulated_sample_says_so(template: Template) -> None:
    assert ("simulated" in template.sample.title.lower()) == template.sample.simulated


@EVERY
def test_hints_name_roles_of_the_task(template: Template) -> None:
    assert set(template.hints) <= {role.name for role in template.task.roles}
    assert all(fragments and all(fragments) for fragments in template.hints.values())


@EVERY
def test_the_sample_fits_its_task(template: Template, opened: dict[str, Dataset]) -> None:
    data = opened[template.slug]
    reopened = template.task.open(data.folder)
    assert len(reopened) == len(data) > 1_000
    assert reopened.fingerprint == data.fingerprint
    assert sample_path(template.sample).name.endswith(tuple(template.task.inputs[0].endings))


@EVERY
def test_the_sample_can_be_trained_as_suggested(template: Template, opened: dict[str, Dataset]) -> None:
    data = opened[template.slug]
    plan = template.suggest(data)
    assert plan.template == template.slug
    assert plan.outcome is not None
    assert all(plan.named(role.name) for role in template.task.roles if role.required)
    assert plan.network in template.task.networks
    template.task.networks[plan.network].make(plan.hparams)
    assert plan.split.kind in template.task.splits
    assert plan.costs.currency == template.costs.currency
    stops = [finding for finding in template.task.check(data, plan) if finding.severity == "stop"]
    assert not stops
    assert template.task.profile(data, plan, template.words)
    # An estimate for this machine as busy as it is: only that there is one.
    assert template.task.seconds(data, plan) > 0


def test_fraud_guesses_the_roles_of_its_sample(opened: dict[str, Dataset]) -> None:
    template = find("fraud")
    plan = template.suggest(opened["fraud"])
    roles = {role: plan.one(role).name for role in ("target", "time", "amount", "group", "id") if plan.one(role)}
    assert roles == {
        "target": "fraud",
        "time": "time",
        "amount": "amount",
        "group": "customer",
        "id": "transaction_id",
    }
    assert plan.outcome.classes == ("0", "1")
    assert plan.split.kind == "time"
    assert plan.costs.miss_is_amount
    leak = next(field for field in plan.fields if field.name == "chargeback_date")
    warned = [f.column for f in template.task.check(opened["fraud"], plan) if f.remedies]
    assert leak.role == "ignore" or leak.name in warned


def test_templates_are_light() -> None:
    code = (
        "import sys, bigmodel.templates as t; t.templates()\n"
        "sys.exit(', '.join(n for n in ('tensorflow', 'keras', 'streamlit', 'mlflow') if n in sys.modules) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
