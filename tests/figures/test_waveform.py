from __future__ import annotations

import numpy as np

from bigmodel.figures.waveform import mean_spectra, waveforms


def test_each_class_has_a_line_on_a_common_time_axis() -> None:
    figure = waveforms({"ok": np.zeros(100, np.float32), "<b>worn": np.ones(100, np.float32)}, 1000)
    first, second = figure.figure["data"]
    assert (first["yaxis"], second["yaxis"]) == ("y", "y2")
    assert first["x"][-1] == 99
    assert figure.figure["layout"]["xaxis"]["anchor"] == "y2"
    assert "<b>" not in second["hovertext"]
    domains = [figure.figure["layout"][axis]["domain"] for axis in ("yaxis", "yaxis2")]
    assert domains[0][0] > domains[1][1]


def test_spectra_say_where_they_are_highest_and_long_ones_are_thinned() -> None:
    amplitudes = np.zeros(40_001)
    amplitudes[2000] = 5
    figure = mean_spectra({"ok": amplitudes}, np.arange(40_001.0))
    assert "ok at 2,000 Hz" in figure.alt
    assert len(figure.figure["data"][0]["x"]) < 2500
