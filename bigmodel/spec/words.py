"""A template's own words, so that sentences speak of claims and faults, not of rows and labels."""

from typing import Annotated

from pydantic import AfterValidator

from bigmodel.spec.record import Record

LONGEST = 40
"""Letters of a noun: more would fill the cards and axes on which it stands."""


def _noun(text: str) -> str:
    noun = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    if not noun:
        raise ValueError("should hold at least one letter")
    if len(noun) > LONGEST:
        raise ValueError(f"should have at most {LONGEST} letters, not {len(noun)}")
    if "<" in noun or ">" in noun:
        raise ValueError("should be a word, without < and >")  # figures read markup in their titles
    return noun


class Called(Record):
    """What an analyst calls a row or picture, where the template's word does not fit: claims, not transactions.

    Attributes:
        case: One of them, at most 40 letters without control characters, ``<`` and ``>``.
        cases: Its plural.
    """

    case: Annotated[str, AfterValidator(_noun)]
    cases: Annotated[str, AfterValidator(_noun)]


class Words(Record):
    """Nouns and verbs that stand in sentences; all lower case, singular and plural where two are given.

    Attributes:
        case: What one row or picture is: "transaction".
        cases: Its plural.
        positive: What is looked for, as a noun without article: "fraud".
        positives: Its plural: "frauds".
        negative: The other class as a noun phrase: "no fraud".
        flagged: What happens to a case above the threshold: "flagged".
        passed: What happens to the others: "passed".
        money: What the net benefit means: "Net benefit".
        are: What positive cases are, after "are", where that is not ``positive``: 55 jobs are "failures", but 81
            transactions are "fraud". Empty takes ``positive``.
    """

    case: str = "case"
    cases: str = "cases"
    positive: str = "positive"
    positives: str = "positives"
    negative: str = "negative"
    flagged: str = "flagged"
    passed: str = "passed"
    money: str = "Net benefit"
    are: str = ""

    @property
    def heading(self) -> str:
        """The plural at the head of a sentence or column: only its first letter is made large, ``GMC claims`` stays."""
        return self.cases[:1].upper() + self.cases[1:]

    @property
    def called(self) -> str:
        """What positive cases are, after "are"."""
        return self.are or self.positive
