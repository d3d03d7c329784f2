"""The how-to is carried out as it stands: its files are written into an empty folder, found, trained and scored."""

import csv
import importlib
import re
import sys
from pathlib import Path

import pytest

import bigmodel.templates
from bigmodel.runs.workspace import Workspace
from bigmodel.templates import reading
from bigmodel.templates import templates as every_template

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^\*\*`(?P<path>[\w/.]+)`\*\*\n+```python\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
TINY = {"preset": "quick", "epochs": 1, "width": 32, "members": 2}


@pytest.fixture(scope="module")
def said() -> dict[str, str]:
    """Path to content of the files that the how-to has one write."""
    text = (ROOT / "docs" / "add-a-template.md").read_text(encoding="utf-8")
    return {found["path"]: found["code"] for found in BLOCK.finditer(text)}


@pytest.fixture
def followed(said, tmp_path, monkeypatch):
    """The templates as found after the how-to was followed in an empty place."""
    for path, code in said.items():
        file = tmp_path / "project" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(code, encoding="utf-8")
    shipped = {name: module for name, module in sys.modules.items() if name.startswith("bigmodel.templates.credit")}
    for name in shipped:
        del sys.modules[name]
    folder = tmp_path / "project" / "bigmodel" / "templates"
    monkeypatch.setattr(bigmodel.templates, "__path__", [str(folder), *bigmodel.templates.__path__])
    monkeypatch.setattr(reading, "SAMPLES", tmp_path / "project" / "sample_data")
    every_template.cache_clear()
    importlib.invalidate_caches()
    yield every_template()
    every_template.cache_clear()
    for name in [name for name in sys.modules if name.startswith("bigmodel.templates.credit")]:
        del sys.modules[name]
    sys.modules.update(shipped)
    if "bigmodel.templates.credit" in shipped:
        bigmodel.templates.credit = shipped["bigmodel.templates.credit"]


def test_the_shipped_template_is_what_the_page_says(said):
    assert set(said) == {
        f"bigmodel/templates/credit/{path.name}" for path in (ROOT / "bigmodel/templates/credit").glob("*.py")
    }
    for path, code in said.items():
        assert (ROOT / path).read_text(encoding="utf-8") == code


def test_commands_of_the_page_name_what_is_there(said):
    page = (ROOT / "docs" / "add-a-template.md").read_text(encoding="utf-8")
    for path in re.findall(r"sample_data/\w+\.csv|tests/\w+(?=[ \n])", page):
        assert (ROOT / path).exists(), path
    assert "docs/add-a-template.md" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_who_follows_the_page_has_a_template_that_trains_and_scores(followed, tmp_path):
    credit = followed["credit"]
    assert sys.modules["bigmodel.templates.credit"].__file__.startswith(str(tmp_path))

    workspace = Workspace(tmp_path / "home")
    record = reading.read_sample(workspace.datasets, credit)
    assert (record.rows, record.simulated) == (8_000, True)
    data = credit.task.open(workspace.datasets.folder(record.id))
    plan = credit.suggest(data)
    roles = {role: plan.one(role).name for role in ("id", "time", "amount", "ignore", "target")}
    assert roles == {
        "id": "application_id",
        "time": "applied_on",
        "amount": "loan_amount",
        "ignore": "collection_started",
        "target": "default",
    }
    offered = next(each for each in credit.check(data, plan) if each.code == "derived_offered")
    plan = offered.remedies[0].plan
    assert [each.name for each in plan.derived] == ["loan over income", "debt over income"]

    plan = plan.model_copy(update={"hparams": TINY})
    folder = workspace.new_run(credit.task.kind, credit.task.trainer, plan, record, 0, words=credit.words)
    module, name = credit.task.trainer.split(":")
    train = getattr(importlib.import_module(module), name)
    train(workspace.datasets.folder(record.id), folder.spec(), folder, lambda: False, False)
    report = folder.report()
    assert report.metrics["test"]["pr_auc"].value > report.baselines["majority"]["pr_auc"].value

    credit.sample.make(tmp_path)
    scored = credit.task.score_file(folder, {"data": [tmp_path / credit.sample.name]}, tmp_path / "scored.csv")
    assert scored.rows == 8_000
    assert not scored.differences
    with (tmp_path / "scored.csv").open(encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    assert 0 <= float(first["score"]) <= 1
    assert first["decision"] in ("flagged", "passed")
