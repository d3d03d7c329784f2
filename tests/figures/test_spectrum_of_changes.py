import numpy as np
import pytest

from bigmodel.figures.bands import bands_figure
from bigmodel.figures.noise import along_noise_figure, right_by_noise_figure
from bigmodel.figures.spectrum import spectrum_figure, waveform_figure

FREQUENCY = np.linspace(0, 1000, 101)
SIZE = np.abs(np.sin(FREQUENCY)) + 0.1
EDGES = np.array([0.0, 250.0, 500.0, 1000.0])


def test_what_was_before_stands_under_what_is_now():
    figure = waveform_figure(np.ones(10), 100.0, np.zeros(10))
    before, after = figure.figure["data"]
    assert (before["name"], after["name"]) == ("before", "changed")
    assert before["y"] == [0.0] * 10
    assert "Before" in figure.alt
    assert len(waveform_figure(np.ones(10), 100.0).figure["data"]) == 1


def test_names_of_fault_frequencies_take_the_place_of_the_legend():
    figure = spectrum_figure(FREQUENCY, SIZE, {"BPFO": 100.0}, before=SIZE).figure
    assert figure["layout"]["showlegend"] is False
    assert len(figure["data"]) == 2


def test_bands_that_speak_for_the_class_and_against_it_are_told_apart():
    figure = bands_figure(FREQUENCY, SIZE, EDGES, np.array([0.4, -0.1, 0.0]), "ball")
    falls, rises, line = figure.figure["data"]
    assert falls["y"] == [40.0]
    assert falls["x"] == [125.0]
    assert rises["y"] == [-10.0, 0.0]
    assert line["name"] == "spectrum"
    assert "Without 0 to 250 Hz the probability of ball falls by 40.0 points" in figure.alt


def test_where_no_band_matters_the_axis_does_not_blow_it_up():
    figure = bands_figure(FREQUENCY, SIZE, EDGES, np.array([1e-6, 0.0, 0.0]), "ball")
    assert figure.figure["layout"]["yaxis"]["range"][1] >= 5
    assert "does not fall" in figure.alt


@pytest.mark.parametrize("flip", [None, 1.0])
def test_the_flip_is_marked_where_there_is_one(flip):
    levels = np.array([0.0, 1.0, 2.0])
    lines = {"<b>ball</b>": np.array([0.9, 0.4, 0.1]), "normal": np.array([0.1, 0.6, 0.9])}
    figure = along_noise_figure(levels, lines, flip, 0.5)
    assert len(figure.figure["layout"]["shapes"]) == (1 if flip is None else 2)
    assert "<b>" not in figure.figure["data"][0]["name"]
    assert ("never flips" in figure.alt) == (flip is None)


def test_intervals_stand_around_each_share():
    figure = right_by_noise_figure([0.0, 1.0], [0.9, 0.5], [(0.8, 0.95), (0.4, 0.6)], "windows", here=0.5)
    (trace,) = figure.figure["data"]
    assert trace["error_y"]["array"] == pytest.approx([5.0, 10.0])
    assert "90.0 % at 0" in figure.alt
    (mark,) = figure.figure["layout"]["shapes"]
    assert mark["x0"] == mark["x1"] == 0.5
