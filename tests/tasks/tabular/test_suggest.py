from pathlib import Path

import pytest

from bigmodel.tasks.tabular.task import TASK as TABULAR


@pytest.mark.parametrize("fixed", [{}, {"target": "is_fraud"}])
def test_a_target_with_one_class_is_suggested_and_the_check_stops(tmp_path: Path, fixed: dict[str, str]) -> None:
    path = tmp_path / "payments.csv"
    path.write_text("a,b,is_fraud\n" + "".join(f"{n % 9},{n % 2},0\n" for n in range(60)))
    data = TABULAR.read({"data": [path]}, None, tmp_path)
    plan = TABULAR.suggest(data, "fraud", fixed, {"target": ("fraud",)})
    target = plan.one("target")
    assert target is not None
    assert target.name == "is_fraud"
    assert plan.outcome is None
    (finding,) = TABULAR.check(data, plan)
    assert (finding.code, finding.severity, finding.column) == ("one_class", "stop", "is_fraud")
    assert "'is_fraud' holds only one value, '0'" in finding.title
    assert "two or more classes" in finding.detail
