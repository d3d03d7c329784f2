import pytest

from bigmodel.spec import Problem
from bigmodel.spec.hparams import CNN, MLP, Backbone, ResNet, TabM

ALL = (TabM, MLP, CNN)


@pytest.mark.parametrize("kind", [*ALL, ResNet, Backbone])
def test_every_field_is_explained_and_has_a_default(kind):
    for name, field in kind.model_fields.items():
        assert field.title, name
        assert field.description, name
        assert not field.is_required(), name


@pytest.mark.parametrize("kind", ALL)
def test_presets_are_quick_balanced_thorough_and_valid(kind):
    assert list(kind.presets) == ["quick", "balanced", "thorough"]
    made = [kind.make({"preset": preset}) for preset in kind.presets]
    assert made[0].epochs < made[1].epochs < made[2].epochs
    assert made[1] == kind.make({})


@pytest.mark.parametrize("kind", [*ALL, ResNet, Backbone])
def test_what_is_said_wins_over_the_preset(kind):
    assert kind.make({"preset": "quick", "epochs": 77}).epochs == 77


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("learning_rate", 0, "greater than 0"),
        ("learning_rate", float("nan"), "finite"),
        ("dropout", 1, "less than 1"),
        ("epochs", 0, "greater than or equal to 1"),
        ("epochs", "many", "integer"),
        ("optimizer", "magic", "adamw"),
        ("seed", -1, "greater than or equal to 0"),
        ("nonsense", 1, "nonsense"),
        ("preset", "slow", "preset"),
    ],
)
def test_bad_values_are_refused_with_name_and_range(kind, name, value, said):
    with pytest.raises(Problem) as caught:
        kind.make({name: value})
    assert name in str(caught.value)
    assert said in str(caught.value)


@pytest.mark.parametrize("kind", ALL)
def test_values_from_the_command_line_are_text(kind):
    assert kind.make({"learning_rate": "0.01", "early_stopping": "false"}).learning_rate == 0.01


@pytest.mark.parametrize(("rows", "epochs"), [(100, 8), (700, 8), (4_200, 5), (1_000_000, 3)])
def test_the_last_blocks_see_many_pictures_less_often(rows, epochs):
    hparams = Backbone.make({"preset": "thorough"})
    assert hparams.for_rows(rows).epochs == epochs
    assert Backbone.make({"preset": "thorough", "epochs": 11}).for_rows(rows).epochs == 11
    assert Backbone.make({}).for_rows(rows).epochs == Backbone.make({"epochs": 0}).for_rows(rows).epochs == 60
