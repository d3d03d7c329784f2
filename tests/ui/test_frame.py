import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import bigmodel
from bigmodel.ui import frame

ROOT = Path(bigmodel.__file__).parents[1]
FRAME = ROOT / "bigmodel" / "ui" / "frame.py"
HEAVY = {"tensorflow", "keras", "tf2onnx", "mlflow", "sklearn", "pandas"}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("BIGMODEL_HOME", str(tmp_path))


def test_every_page_of_the_navigation_exists():
    assert [name for name, _, _ in frame.PAGES if not (ROOT / "pages" / f"{name}.py").exists()] == []


@pytest.mark.parametrize("name", [name for name, _, _ in frame.PAGES])
def test_every_page_answers_in_an_empty_workspace(name):
    app = AppTest.from_file(FRAME, default_timeout=60).run()
    app.switch_page(f"../../pages/{name}.py").run()
    assert not app.exception
    assert app.title, "a page has a heading that says what it is or what to do"


def test_an_address_of_a_deleted_run_is_said_as_text():
    app = AppTest.from_file(FRAME, default_timeout=60)
    app.query_params["run"] = "![x](http://evil.example)"
    app.run()
    assert not app.exception
    assert len(app.warning) == 1
    assert "](" not in app.warning[0].value.replace("\\](", "")


def test_starting_the_app_imports_nothing_heavy():
    code = "import sys, bigmodel.ui.frame, bigmodel.ui.routes, bigmodel.ui.security; print(*sys.modules)"
    script = f"import streamlit\nfrom bigmodel.ui import state\nstate.synchronise = lambda: None\n{code}"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert HEAVY.isdisjoint(told.split())


def test_options_that_matter_stand_in_the_file():
    options = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert options["server"]["address"] == "127.0.0.1"
    assert options["server"]["allowedHosts"]
    assert options["runner"]["postScriptGC"] is False
    assert options["client"]["disableDataExport"] is True
    assert options["browser"]["gatherUsageStats"] is False


def test_the_entry_point_is_short_and_leaves_the_script_outside_of_pages():
    assert len((ROOT / "app.py").read_text(encoding="utf-8").splitlines()) <= 40
    assert not (FRAME.parent / "pages").exists(), "beside the script, it would wake the old discovery of pages"
