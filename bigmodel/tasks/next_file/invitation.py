"""What stands in the section before a file is brought, and the input for it."""

from __future__ import annotations

from collections.abc import Sequence

from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Block, Control, Sentence, Words

TITLE = "What if the next file comes"


def invitation(words: Words, *, binary: bool) -> list[Block]:
    """What to bring, and what it gets: the threshold of two classes is judged, of more the model itself."""
    what, known = ("the threshold", "outcomes") if binary else ("the model", "classes")
    text = (
        f"Bring later {words.cases}, such as next month's: here stands what has moved since training, and whether "
        f"{what} still holds. With {known} in the file also how good the {'decisions' if binary else 'answers'} are."
    )
    return [Sentence(TITLE, level=2), Sentence(text, level=4)]


def file_input(run: RunFolder, endings: Sequence[str], help: str, title: str = "A later file") -> Sequence[Control]:
    """The input for the file; none where the run has no result.

    Args:
        run: The run.
        endings: Endings of files that can be read.
        help: What the file has to hold.
        title: What it is called.
    """
    if run.report() is None:
        return ()
    return (Control(name="file", title=title, kind="file", options=tuple(endings), help=help),)
