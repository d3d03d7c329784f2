from bigmodel.figures.case_map import Side, case_map
from bigmodel.figures.palette import ON_DARK, style


def test_names_and_cells_stand_as_they_are_and_the_case_is_marked():
    across, up = Side("<b>金额</b>", [1.0, 2.0, 3.0], 2.0), Side("shop", ["<a href=x>", "%{x}"], "%{x}")
    figure = case_map(across, up, [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]], 0.25, "score of fraud")
    heat, line, here = figure.figure["data"]
    assert figure.figure["layout"]["xaxis"]["title"]["text"] == "&lt;b&gt;金额&lt;/b&gt;"
    assert heat["y"][0] == "&lt;a href=x&gt;"
    assert (here["x"], here["y"]) == ([2.0], [heat["y"][1]])
    assert "%{x}" not in heat["y"][1]
    assert heat["zmax"] == 0.6
    assert line["contours"]["start"] == line["contours"]["end"] == 0.25
    assert "4 of 6 pairs of values reach the threshold of 0.250" in figure.alt
    dark = style(figure.figure, "dark")["data"]
    assert dark[1]["line"]["color"] == ON_DARK["#0F1722"]


def test_small_scores_use_the_whole_scale_and_without_a_threshold_there_is_no_line():
    sides = Side("a", [1.0, 2.0], None), Side("b", [1.0], 1.0)
    assert case_map(*sides, [[0.001, 0.002]], 0.01, "score").figure["data"][0]["zmax"] == 0.02
    plain = case_map(*sides, [[0.4, 0.9]], None, "probability of x")
    assert [trace["type"] for trace in plain.figure["data"]] == ["heatmap"]
    assert plain.figure["data"][0]["zmax"] == 1.0
