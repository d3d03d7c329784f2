"""What the first page needs is loaded first; the rest waits until it is needed."""

import subprocess
import sys

FIRST = """
import sys
import bigmodel.ui.routes, bigmodel.ui.security, bigmodel.ui.recent_runs, bigmodel.ui.start_cards, bigmodel.ui.sample
from bigmodel.templates import templates
templates()
print(*(name for name in sys.argv[1:] if name in sys.modules))
"""
LATER = ("tensorflow", "keras", "sklearn", "scipy", "pandas", "onnxruntime", "bigmodel.tasks.tabular.task")


def test_start_is_drawn_without_what_only_later_pages_need():
    done = subprocess.run([sys.executable, "-c", FIRST, *LATER], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_kinds_of_data_are_loaded_without_what_only_single_answers_need():
    code = "from bigmodel.templates import templates; import sys; [each.task for each in templates().values()]; "
    code += "print(*(name for name in sys.argv[1:] if name in sys.modules))"
    heavy = ("tensorflow", "keras", "sklearn", "scipy.stats", "scipy.cluster", "h5py")
    done = subprocess.run([sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
