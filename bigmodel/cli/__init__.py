"""The same journey without a browser: ``bigmodel train``, ``runs``, ``score`` and the rest.

Logs and progress go to standard error; with ``--json`` one object and nothing else goes to standard output.
Exit codes: 0 done, 1 the run failed, 2 bad usage or bad data, 130 stopped.
"""

from bigmodel.cli.main import main

__all__ = ["main"]
