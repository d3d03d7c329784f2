"""A problem that a person can mend, said in a sentence."""


class Problem(Exception):
    """Raised for bad input; its text is shown to the user as it stands.

    Args:
        what: What is wrong, as a full sentence without a closing full stop or with one.
        where: Where it is wrong, for example ``"claims.csv, row 17"``. Put before the sentence.
        remedy: What to do about it, as a full sentence.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = _sentence(what)
        self.where = where
        self.remedy = _sentence(remedy)
        super().__init__(str(self))

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text} {self.remedy}".strip()

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (self.what, self.where, self.remedy))


def _sentence(text: str) -> str:
    text = text.strip()
    return text if not text or text[-1] in ".!?" else text + "."


def _rebuild(what: str, where: str, remedy: str) -> Problem:
    return Problem(what, where=where, remedy=remedy)
