"""What stands in the section before a file is brought."""

from __future__ import annotations

from bigmodel.spec import Block, Sentence, Words

TITLE = "What if the next file comes"


def invitation(words: Words, *, binary: bool) -> list[Block]:
    """What to bring, and what it gets: the threshold of two classes is judged, of more the model itself."""
    what, known = ("the threshold", "outcomes") if binary else ("the model", "classes")
    text = (
        f"Bring later {words.cases}, such as next month's: here stands what has moved since training, and whether "
        f"{what} still holds. With {known} in the file also how good the {'decisions' if binary else 'answers'} are."
    )
    return [Sentence(TITLE, level=2), Sentence(text, level=4)]
