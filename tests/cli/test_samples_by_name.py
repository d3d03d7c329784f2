import argparse
import dataclasses

import pytest

from bigmodel.cli.train import gather_sources, wanted_sample
from bigmodel.spec import Problem
from bigmodel.templates import template

FIRST = template("fraud").sample
OTHER = dataclasses.replace(FIRST, name="surface_defects.zip", title="Surfaces")
TEMPLATE = dataclasses.replace(template("fraud"), more_samples=(OTHER,))


def options(*data, given=()):
    return argparse.Namespace(data=list(data), input=list(given), test=None)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ((), FIRST),
        (("sample",), FIRST),
        ((f"sample:{FIRST.name}",), FIRST),
        (("sample:surface_defects.zip",), OTHER),
        (("sample:surface_defects",), OTHER),
        (("own.csv",), None),
        (("sample", "own.csv"), None),
    ],
)
def test_a_sample_is_meant_by_its_name(said, meant):
    assert wanted_sample(TEMPLATE, options(*said)) == meant


def test_no_file_is_looked_for_where_a_sample_is_meant():
    assert gather_sources(TEMPLATE, options("sample:surface_defects.zip")) == {}


def test_an_unknown_sample_is_told_with_those_that_are_there():
    with pytest.raises(Problem, match=r"sample:surface_defects\.zip"):
        wanted_sample(TEMPLATE, options("sample:nothing"))
