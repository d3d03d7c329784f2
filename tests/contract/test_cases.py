"""A case of a run that really learnt has the score that the run stored, for every template of tables."""

from __future__ import annotations

import numpy as np
import pytest

from bigmodel.runs.scores import read_cases
from bigmodel.spec import CaseQuestion, Change
from bigmodel.tasks.case import EditsCase
from bigmodel.templates import templates


@pytest.mark.parametrize("slug", [slug for slug, each in templates().items() if each.task.kind == "tabular"])
def test_an_unchanged_case_has_the_stored_score(slug, finished, small):
    run, data, template = finished[slug], small[slug].data, small[slug].template
    (editor,) = (each for each in template.task.what_ifs if isinstance(each, EditsCase))
    cases = read_cases(run, "test")
    places = np.linspace(0, len(cases.row) - 1, 60).astype(int)
    for place in places:
        answer = editor.answer(run, data, template.words, CaseQuestion(row=int(cases.row[place])))
        found = answer.scores or answer.score
        np.testing.assert_allclose(found, cases.score[place], atol=1e-5)
    # The other way round: a case that is put together from another one's cells has that one's score.
    one, other = (int(cases.row[place]) for place in (0, places[-1]))
    (block,) = editor.blocks(run, data, template.words, {"case": other})
    given = tuple(
        Change(field=control.name, how="set" if control.default is not None else "missing", value=control.default)
        for control in block.controls
    )
    made = editor.answer(run, data, template.words, CaseQuestion(row=one, changes=given))
    np.testing.assert_allclose(made.scores or made.score, cases.score[places[-1]], atol=1e-5)
