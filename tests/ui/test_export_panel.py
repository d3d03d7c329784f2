import io
import zipfile

from bigmodel.ui.export_panel import EXPORTS, zipped


def test_the_zip_holds_the_bundle_and_is_always_the_same(tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"onnx")
    (tmp_path / "schema.json").write_text("{}")
    once = zipped(tmp_path)
    with zipfile.ZipFile(io.BytesIO(once)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "model.onnx": b"onnx",
            "schema.json": b"{}",
        }
    (tmp_path / "model.onnx").touch()
    assert zipped(tmp_path) == once


def test_every_export_gives_the_bytes_of_its_file(tmp_path):
    for name in ("model.onnx", "model.keras"):
        (tmp_path / name).write_bytes(name.encode())
    given = {export.ending: export.content(tmp_path) for export in EXPORTS if export.ending != "zip"}
    assert given == {"onnx": b"model.onnx", "keras": b"model.keras"}
