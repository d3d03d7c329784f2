from bigmodel.figures.case_map import Side, case_map
from bigmodel.figures.palette import ON_DARK, style


def test_names_and_cells_stand_as_they_are_and_the_case_is_marked():
    across, up = Side("<b>金额</b>", [1.0, 2.0, 3.0], 2.0), Side("shop", ["<a href=x>", "%{x}"], "%{x}")
    figure = case_map(across, up, [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]], 0.25, "score of fraud")
    heat, line, here = figure.figure["data"]
    assert figure.figure["layout"]["xaxis"]["title"]["text"] == "&lt;b&gt;金额&lt;/b&gt;"
    assert figure.figure["layout"]["yaxis"]["ticktext"] == ["&lt;a href=x&gt;", "%&#123;x}"]
    assert (here["x"], here["y"]) == ([2.0], [heat["y"][1]])
    assert heat["hovertext"][1][2] == "&lt;b&gt;金额&lt;/b&gt; 3<br>shop %&#123;x}<br>score 0.600"
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


def test_long_words_that_are_short_alike_stay_apart_and_leave_room_for_the_map():
    long = [f"{'保险公司' * 5}{place}{'保险公司' * 5}" for place in range(3)]
    figure = case_map(Side("a" * 90, [1.0, 2.0], None), Side("客" * 90, long, long[2]), [[0.1, 0.2]] * 3, 0.5, "score")
    layout, heat = figure.figure["layout"], figure.figure["data"][0]
    assert len(set(heat["y"])) == 3
    assert max(map(len, layout["yaxis"]["ticktext"])) <= 9
    assert len(layout["yaxis"]["title"]["text"]) <= 16
    assert len(layout["xaxis"]["title"]["text"]) <= 32
    assert long[2] in heat["hovertext"][2][0]


def test_years_are_years_without_halves_between_them():
    years = Side("Year", [1994.0, 1995.0, 1996.0], 1995.0, year=True)
    figure = case_map(years, Side("paid", [1.5, 2.5], 1.5), [[0.1, 0.2, 0.3]] * 2, 0.5, "score")
    axis = figure.figure["layout"]["xaxis"]
    assert (axis["tickvals"], axis["ticktext"]) == ([1994.0, 1995.0, 1996.0], ["1994", "1995", "1996"])
    assert figure.figure["data"][0]["hovertext"][0][0].startswith("Year 1994<br>")
    paid = case_map(Side("paid", [1994.0, 1995.0], None), Side("x", [1.5, 2.5], 1.5), [[0.1, 0.2]] * 2, 0.5, "score")
    assert paid.figure["layout"]["xaxis"]["ticktext"] == ["1,994", "1,995"]
    assert "tickvals" not in figure.figure["layout"]["yaxis"]
