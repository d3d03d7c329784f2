from pathlib import Path

from bigmodel.data.options import ReadOptions
from bigmodel.data.read import read_settled
from bigmodel.data.reading import Reading, corrected, options_like
from bigmodel.data.sniff import sniff


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_the_order_that_cells_show_late_in_the_file_settles(tmp_path: Path) -> None:
    early = "".join(f"{1 + n % 12:02d}/{1 + n % 11:02d}/2026,{n}\n" for n in range(40_000))
    path = write(tmp_path / "a.csv", f"when,x\n{early}01/31/2026,1\n")
    assert sniff(path).day_first
    table, options = read_settled(path)
    assert not options.day_first
    assert str(table["when"][1].as_py().date()) == "2026-02-02"


def test_a_text_column_with_some_dates_settles_too(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "when,x\n01/31/2026,1\nunknown,2\n")
    assert not read_settled(path, ReadOptions())[1].day_first


def test_dates_of_both_orders_settle_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "us,eu\n01/31/2026,31/01/2026\n")
    assert read_settled(path, ReadOptions())[1].day_first


def test_a_file_that_leaves_things_open_is_read_as_in_training(tmp_path: Path) -> None:
    before = Reading(options=ReadOptions(day_first=False, decimal=",", ragged="skip", separator=";"))
    path = write(tmp_path / "a.csv", "when\tx\ty\n07/01/2026\t1\ta\n07/02/2026\t2\tb\n")
    like = options_like(path, before)
    assert (like.day_first, like.decimal, like.ragged, like.separator) == (False, ",", "skip", "\t")
    shows = write(tmp_path / "b.csv", "x;y\n1.25;a\n2.5;b\n")
    assert options_like(shows, before).decimal == "."


def test_what_a_person_corrected_stays_corrected(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "a,b;c\n1,5;2\n2,5;3\n")
    wanted = sniff(path).model_copy(update={"separator": "|", "header": False, "decimal": "."})
    before = Reading(options=wanted, corrected=corrected(path, wanted))
    assert set(before.corrected) >= {"separator", "header"}
    like = options_like(write(tmp_path / "b.csv", "a,b\n1,2\n"), before)
    assert (like.separator, like.header) == ("|", False)
