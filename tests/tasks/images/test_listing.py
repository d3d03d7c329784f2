import pytest
from picture_files import laid_down, noise, png, zipped

from bigmodel.spec import Problem
from bigmodel.tasks.images.read import open_sources, sniff_pictures

FILES = {f"all/{n}.png": png(shade=n) for n in range(4)}


@pytest.mark.parametrize("form", ["all/{}.png", "{}.png", "{}", "ALL\\{}.PNG"])
def test_classes_come_from_the_column_beside_the_file_names(tmp_path, form):
    table = tmp_path / "labels.csv"
    table.write_text("who,picture,label\n" + "\n".join(f"x{n},{form.format(n)},{'ab'[n % 2]}" for n in range(4)))
    stock = open_sources([zipped(tmp_path / "a.zip", FILES), table])
    assert stock.labels == ["a", "b", "a", "b"]
    assert "column label in labels.csv" in stock.notes[0]


def test_a_table_within_the_zip_or_folder_is_found(tmp_path):
    files = {**FILES, "train.csv": b"id,breed\n0,cat\n1,dog\n2,cat\n3,dog\n", "readme.txt": b"x"}
    for source in (zipped(tmp_path / "a.zip", files), laid_down(tmp_path / "folder", files)):
        assert open_sources([source]).labels == ["cat", "dog", "cat", "dog"]


def test_folders_that_are_classes_need_no_table(tmp_path):
    files = {f"{'ab'[n % 2]}/{n}.png": png() for n in range(4)}
    files["sizes.csv"] = "file,kind\n" + "\n".join(f"{n}.png,x{n}" for n in range(4))
    assert open_sources([laid_down(tmp_path / "folder", files)]).labels.count("a") == 2


def test_a_table_alone_names_pictures_beside_it(tmp_path):
    laid_down(
        tmp_path,
        {**FILES, "labels.csv": "file,class,split\n0.png,a,train\n1.png,b,train\n2.png,a,test\n3.png,b,test\n"},
    )
    stock = open_sources([tmp_path / "labels.csv"])
    assert stock.labels == ["a", "b", "a", "b"]
    assert stock.parts == ["train", "train", "test", "test"]


def test_what_does_not_match_is_counted_and_named(tmp_path):
    table = tmp_path / "labels.csv"
    table.write_text("file,label\n0.png,a\n1.png,b\n1.png,c\n9.png,a\n2.png,\n")
    stock = open_sources([zipped(tmp_path / "a.zip", FILES), table])
    assert stock.labels == ["a", "b", None, None]
    told = " ".join(stock.notes)
    assert "1 rows of labels.csv name no picture that is there: 9.png" in told
    assert "1 pictures stand in labels.csv more than once; the first row counts: all/1.png" in told
    assert "1 pictures have no row in labels.csv and no class: all/3.png" in told


def test_a_table_that_names_none_of_them_is_refused(tmp_path):
    table = tmp_path / "labels.csv"
    table.write_text("file,label\nx.png,a\ny.png,b\n")
    with pytest.raises(Problem, match=r"labels\.csv: No column of this table names the pictures"):
        open_sources([zipped(tmp_path / "a.zip", FILES), table])
    table.write_text("file\n0.png\n1.png\n2.png\n")
    with pytest.raises(Problem, match="no column with a class"):
        open_sources([zipped(tmp_path / "a.zip", FILES), table])


def test_the_column_with_the_class_can_be_chosen(tmp_path):
    table = tmp_path / "labels.csv"
    table.write_text("file,age,label\n0.png,old,a\n1.png,new,b\n2.png,old,a\n3.png,new,b\n")
    sources = [zipped(tmp_path / "a.zip", FILES), table]
    options = sniff_pictures(sources)
    assert (options.format, options.label_column, options.columns) == ("list", "label", ("label", "age"))
    assert open_sources(sources, "age").labels == ["old", "new", "old", "new"]
    assert sniff_pictures(sources[:1]).format == "pictures"


def test_names_that_mean_two_pictures_are_told_by_their_folder(tmp_path):
    files = {"one/1.png": noise(1), "two/1.png": noise(2)}
    table = tmp_path / "labels.csv"
    table.write_text("file,label\none/1.png,a\ntwo/1.png,b\n")
    assert open_sources([zipped(tmp_path / "a.zip", files), table]).labels == ["a", "b"]
