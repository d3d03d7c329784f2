"""The entry of the command line: parse, call one command, turn problems into sentences and exit codes."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from bigmodel.cli.arguments import make_parser
from bigmodel.runs.write import is_full
from bigmodel.spec import Problem

BAD_USAGE = 2
STOPPED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: Words after ``bigmodel``; None takes those of the process.

    Returns:
        The exit code.
    """
    options = make_parser().parse_args(arguments)
    try:
        code: int = options.command(options)
    except Problem as problem:
        print(f"bigmodel: {problem}", file=sys.stderr)
        return BAD_USAGE
    except KeyboardInterrupt:
        print("bigmodel: stopped", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:
        return 0
    except OSError as error:  # a file that is not as it should be; whatever else goes wrong shows its trace
        print(f"bigmodel: {_sentence(error)}", file=sys.stderr)
        return BAD_USAGE
    return code


def _sentence(error: OSError) -> str:
    if is_full(error):
        return "The disk is full. Free some space and try again."
    reason = (error.strerror or str(error) or type(error).__name__).lower()
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}The file can't be read or written ({reason})."
