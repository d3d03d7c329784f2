import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bigmodel.spec import Called, Plan, RunSpec, Words

PLAN = Plan(template="fraud", fields=(), outcome=None, network="tabm")


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_becomes_a_plain_noun_or_is_refused(case, cases):
    try:
        called = Called(case=case, cases=cases)
    except ValidationError:
        return
    for noun in (called.case, called.cases):
        assert noun.isprintable()
        assert noun == " ".join(noun.split())
        assert 1 <= len(noun) <= 40
        assert not {"<", ">"} & set(noun)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "at least one letter"),
        (" \u202e\n", "at least one letter"),
        ("x" * 41, "not 41"),
        ("a<b>", "without < and >"),
    ],
)
def test_what_is_no_noun_is_said_in_a_sentence(typed, said):
    with pytest.raises(ValidationError, match=said):
        Called(case=typed, cases="claims")


def test_plans_and_runs_that_were_kept_before_still_load():
    kept = json.loads(PLAN.model_dump_json())
    del kept["called"]
    assert Plan.model_validate(kept) == PLAN
    spec = {"run": "calm-otter-1", "created": 1.0, "task": "tabular", "trainer": "a:b", "dataset": "d", "plan": kept}
    spec |= {"dataset_name": "d.csv", "fingerprint": "f", "rows": 1, "columns": 1, "seed": 0}
    assert RunSpec.model_validate(spec).plan.called is None


def test_what_a_row_is_called_survives_its_file(tmp_path):
    plan = PLAN.model_copy(update={"called": Called(case="Schadenfall", cases="Schadenfälle")})
    plan.save(tmp_path / "plan.json")
    assert Plan.load(tmp_path / "plan.json") == plan


def test_only_the_first_letter_of_a_heading_is_made_large():
    assert Words(cases="GMC claims").heading == "GMC claims"
    assert Words(cases="claims").heading == "Claims"
