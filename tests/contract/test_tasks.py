"""What every kind of data promises, on a small part of its sample and before anything is trained."""

import subprocess
import sys

import pytest

from bigmodel.inference.encode import ENCODERS, NEEDED
from bigmodel.spec import Block, Finding, Plan, Problem, Split, Table
from bigmodel.spec.hparams import Training
from bigmodel.templates import templates

TASKS = {template.task.kind: template.task for template in templates().values()}
SLUGS = {template.task.kind: slug for slug, template in reversed(templates().items())}
"""Kind of data to the first template of it."""
KINDS = pytest.mark.parametrize("kind", TASKS)
EVERY_NETWORK = pytest.mark.parametrize(
    ("kind", "network"), [(kind, name) for kind, task in TASKS.items() for name in task.networks], ids=str
)


@KINDS
def test_roles_are_unique_and_can_be_read(kind):
    roles = TASKS[kind].roles
    names = [role.name for role in roles]
    assert len(set(names)) == len(names)
    assert len({role.title for role in roles}) == len(roles)
    assert all(role.help.endswith(".") and role.title for role in roles)
    assert any(role.required for role in roles)


@KINDS
def test_inputs_splits_views_and_encoder_are_known(kind):
    task = TASKS[kind]
    assert len({each.name for each in task.inputs}) == len(task.inputs) > 0
    assert all(each.endings and all(end.startswith(".") for end in each.endings) for each in task.inputs)
    for split in task.splits:
        Split.model_validate({"kind": split})
    assert len(set(task.splits)) == len(task.splits) > 0
    assert all(view.title for view in (*task.views, *task.what_ifs))
    assert kind in ENCODERS
    assert kind in NEEDED
    assert task.trainer == f"bigmodel.tasks.{kind}.train:train"


@EVERY_NETWORK
def test_networks_have_three_presets_and_refuse_nonsense_in_words(kind, network):
    hparams: type[Training] = TASKS[kind].networks[network]
    assert hparams.title
    assert hparams.summary.endswith(".")
    made = [hparams.make({"preset": preset}) for preset in ("quick", "balanced", "thorough")]
    differing = {repr(each.for_rows(10_000).model_dump(exclude={"preset"})) for each in made}
    assert len(differing) == len(made)
    assert made[1] == hparams.make({})
    for values, said in (
        ({"learning_rate": -1}, "learning_rate"),
        ({"epochs": "many"}, "epochs"),
        ({"no_such_thing": 1}, "no_such_thing"),
        ({"preset": "endless"}, "endless"),
        ({"seed": 2**40}, "seed"),
    ):
        with pytest.raises(Problem, match=said) as caught:
            hparams.make(values)
        assert len(str(caught.value)) < 400
        assert "\n" not in str(caught.value)
    for name, field in hparams.model_fields.items():
        assert field.title, name
        assert (field.description or "").endswith("."), name


def test_tasks_are_light():
    modules = ", ".join(sorted({type(task).__module__ for task in TASKS.values()}))
    code = f"""
import sys, {modules}
heavy = [name for name in ("tensorflow", "keras", "streamlit", "mlflow", "torch") if name in sys.modules]
sys.exit(", ".join(heavy) or 0)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@KINDS
def test_the_way_from_a_file_to_a_plan(small, kind, tmp_path):
    task, sources = TASKS[kind], small[SLUGS[kind]].sources
    options = task.sniff(sources)
    assert all(isinstance(block, Block) for block in task.preview(sources, options))
    data = task.read(sources, options, tmp_path)
    assert len(data) == small[SLUGS[kind]].record.rows
    again = task.open(tmp_path)
    assert (len(again), again.columns, again.fingerprint) == (
        len(data),
        data.columns,
        small[SLUGS[kind]].record.fingerprint,
    )

    plan = small[SLUGS[kind]].template.suggest(again)
    assert Plan.model_validate_json(plan.model_dump_json()) == plan
    roles = {role.name: role for role in task.roles}
    for role in roles.values():
        holders = plan.named(role.name)
        assert holders or not role.required
        assert role.many or len(holders) <= 1
        assert not role.kinds or all(field.kind in role.kinds for field in holders)
    assert {field.role for field in plan.fields} <= set(roles)
    assert all(field.reason for field in plan.fields)
    assert plan.outcome is not None
    assert plan.split.kind in task.splits
    assert plan.network in task.networks

    found = task.check(again, plan)
    assert all(isinstance(finding, Finding) for finding in found)
    assert not [finding for finding in found if finding.severity == "stop"]
    for remedy in (remedy for finding in found for remedy in finding.remedies):
        assert 0 < len(remedy.label) <= 60
        # What a button makes is a plan that can be checked again.
        task.check(again, remedy.plan)
    profile = task.profile(again, plan, small[SLUGS[kind]].template.words)
    assert any(isinstance(block, Table) and block.title == "Split" for block in profile)
    assert 0 < task.seconds(again, plan) < 3_600


@KINDS
def test_a_file_that_is_none_of_its_kind_is_refused_in_a_sentence(kind, tmp_path):
    task = TASKS[kind]
    folder = tmp_path / "read"
    folder.mkdir()
    for content in (b"", b"\x80\x04\x95not a pickle either", b"PK\x03\x04 broken"):
        source = tmp_path / f"bad{task.inputs[0].endings[0]}"
        source.write_bytes(content)
        with pytest.raises(Problem) as caught:
            task.read({task.inputs[0].name: [source]}, None, folder)
        assert str(caught.value)


@KINDS
def test_cases_are_taken_by_their_number(small, kind):
    data = small[SLUGS[kind]].data
    first, other, again = (repr(data.take([row])) for row in (3, len(data) - 1, 3))
    assert first == again
    assert first != other
