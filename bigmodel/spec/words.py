"""A template's own words, so that sentences speak of claims and faults, not of rows and labels."""

from bigmodel.spec.record import Record


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
    def called(self) -> str:
        """What positive cases are, after "are"."""
        return self.are or self.positive
