import pytest

from bigmodel.cli.arguments import make_parser
from bigmodel.cli.computed import parse_derived, with_computed
from bigmodel.spec import Field, Plan, Problem
from bigmodel.templates import template

NAMES = ("torque", "speed", "air temp", "in/out", "out")


def plan() -> Plan:
    fields = tuple(Field(name=name, kind="number", role="feature") for name in NAMES)
    return Plan(
        template="machines", fields=(*fields, Field(name="y", kind="category", role="target")), outcome=None,
        network="mlp",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("word", "read"),
    [
        ("power=torque*speed", ("power", "torque", "product", "speed")),
        ("d = air temp - torque", ("d", "air temp", "difference", "torque")),
        ("r=in/out/out", ("r", "in/out", "ratio", "out")),
        ("s=out+in/out", ("s", "out", "sum", "in/out")),
    ],
)
def test_a_formula_is_read_whatever_signs_the_names_hold(word, read):
    found = parse_derived(word, plan())
    assert (found.name, found.left, found.operation, found.right) == read


@pytest.mark.parametrize("word", ["power", "=torque*speed", "power=torque", "power=torque*pressure", "p=torque%speed"])
def test_what_is_no_formula_is_refused(word):
    with pytest.raises(Problem, match="--derive"):
        with_computed(template("machines"), plan(), [word])


def test_a_column_made_from_the_target_or_called_like_another_is_refused():
    with pytest.raises(Problem, match="from the target"):
        with_computed(template("machines"), plan(), ["p=torque*y"])
    with pytest.raises(Problem, match="'speed' already"):
        with_computed(template("machines"), plan(), ["speed=torque*out"])
    with pytest.raises(Problem, match="in tables"):
        with_computed(template("images"), plan(), ["offered"])


def test_what_the_template_offers_is_taken():
    options = make_parser().parse_args(["train", "machines", "--derive", "offered", "--derive", "x=out*out"])
    made = with_computed(template("machines"), plan(), options.derive)
    assert [each.name for each in made.derived] == ["power", "x"]
    assert made.fields[-1].role == "feature"
