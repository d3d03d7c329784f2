"""From text cells to typed columns: whole numbers, numbers, dates or text, nothing else."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from bigmodel.data.dates import dates_from_numbers, day_orders, first_cells, parse_dates

MISSING = (
    "", "NA", "N/A", "n/a", "NaN", "nan", "NAN", "-nan", "-NaN", "null", "NULL", "Null", "<NA>", "#N/A", "#NA",
    "#N/A N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "NaT",
)  # fmt: skip
"""Cells that say that there is no value. ``none`` is not among them: in business files it is a category."""

_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
_SIGN = r"(?:[€$£¥%]|EUR|USD|GBP|CHF)"
_SIGN_BEFORE = rf"^\s*([+-]?)\s*{_SIGN}\s*"
_SIGN_AFTER = rf"\s*{_SIGN}\s*$"
_LOOSE = r"['’ \x{00A0}\x{2009}\x{202F}]"
_LOOSE_GROUPS = rf"^\s*[+-]?\d{{1,3}}(?:{_LOOSE}\d{{3}})+([.,]\d*)?\s*$"
_PROBE = 100


def type_column(
    text: pa.ChunkedArray, name: str, decimal: str = ".", day_first: bool = True, orders: set[bool] | None = None
) -> pa.ChunkedArray:
    """Give a text column the narrowest type that holds every cell without loss.

    Numbers with leading zeros or more digits than a float keeps are codes and stay text. Thousands separators, white
    space, currency and per-cent signs around numbers are understood; infinite numbers become missing, and so do ``?``
    and ``-`` where all other cells are numbers.

    Args:
        text: Strings, missing cells null.
        name: The column's name; it may say that whole numbers are dates.
        decimal: ``"."`` or ``","``.
        day_first: The order of day and month where a column leaves it open.
        orders: Told whether the day stands first where cells of this column show it.

    Returns:
        int64, float64, timestamp[us] or string.
    """
    if text.null_count == len(text):
        return pa.chunked_array([pa.nulls(len(text), pa.string())])
    numbers = parse_numbers(text, decimal)
    if numbers is None:
        bare = _bare(text)
        numbers = None if bare is None else parse_numbers(bare, decimal)
    if numbers is not None:
        dates = dates_from_numbers(numbers, name) if pa.types.is_integer(numbers.type) else None
        return numbers if dates is None else dates
    if orders is not None:
        orders |= day_orders(text)
    dates = parse_dates(text, day_first)
    return text if dates is None else dates


def set_missing(text: pa.ChunkedArray) -> pa.ChunkedArray:
    """Null the cells that say that there is no value."""
    return pc.if_else(pc.is_in(text, pa.array(MISSING)), pa.scalar(None, pa.string()), text)


def parse_numbers(text: pa.ChunkedArray, decimal: str = ".") -> pa.ChunkedArray | None:
    """Turn a text column into int64 or float64, None where a cell is no number or must stay text."""
    probe = first_cells(text, _PROBE)
    if not _all(probe, r"^[\s\d.,+\-eE]+$|^[+-]?inf"):
        return None
    if decimal == ".":
        numbers = _cast(text)
        if numbers is not None:
            return None if _is_code(text, numbers) else numbers
    plain = _plain(text, decimal)
    numbers = None if plain is None else _cast(plain)
    return None if numbers is None or _is_code(plain, numbers) else numbers


def _cast(text: pa.ChunkedArray) -> pa.ChunkedArray | None:
    # A cast that fails builds an error for every cell, so it is tried on a few first.
    if _all(text.slice(0, 10 * _PROBE), r"^[+-]?\d+$"):
        try:
            return pc.cast(text, pa.int64())
        except pa.ArrowInvalid:
            pass
    try:
        return _finite(pc.cast(text, pa.float64()))
    except pa.ArrowInvalid:
        return None


def _is_code(text: pa.ChunkedArray, numbers: pa.ChunkedArray) -> bool:
    """Whether digits mean a code: leading zeros (also 0x..), or more of them than a float keeps."""
    if pa.types.is_integer(numbers.type):
        return _any(text, r"^[+-]?0[0-9xX]")
    largest = pc.max(pc.abs(numbers)).as_py()
    return largest is not None and largest >= 2**53 and _any(text, r"^[+-]?\d{16,}$")


def _plain(text: pa.ChunkedArray, decimal: str) -> pa.ChunkedArray | None:
    """The cells without white space and thousands separators, with a decimal point; None where signs are mixed up."""
    if _any(text, r"^\s|\s$"):
        text = set_missing(pc.utf8_trim_whitespace(text))
    thousands = "," if decimal == "." else "."
    has_comma = pc.any(pc.match_substring(text, ",")).as_py()
    if decimal == "." and not has_comma:
        return text
    mark, grouped = "\\" + decimal, _groups(decimal)
    if decimal == "," and not has_comma and not _all(text, rf"{grouped}|^[+-]?\d+$"):
        return text  # a column with points in a file with decimal commas
    if not _all(text, rf"{grouped}|^[+-]?(\d+{mark}?\d*|{mark}\d+)([eE][+-]?\d+)?$"):
        return None
    return pc.replace_substring(pc.replace_substring(text, thousands, ""), decimal, ".")


def _bare(text: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """The cells without signs around numbers, for another try; None where the first cells are no such numbers."""
    probe = _unsigned(first_cells(text, _PROBE))
    if not len(probe) or probe.null_count == len(probe) or not _all(probe, r"^[+-]?[\d.,]*\d[\d.,]*$"):
        return None
    return _unsigned(text)


def _unsigned(text: pa.ChunkedArray) -> pa.ChunkedArray:
    """Cells without currency and per-cent signs and loose groups; a sign that stands for no value is null."""
    text = pc.if_else(pc.match_substring_regex(text, r"^\s*(\?|-{1,2})\s*$"), pa.scalar(None, pa.string()), text)
    bare = pc.replace_substring_regex(text, _SIGN_BEFORE, r"\1")
    bare = pc.utf8_trim_whitespace(pc.replace_substring_regex(bare, _SIGN_AFTER, ""))
    # "12 345" alone may be a code; with a sign beside it, it is a number.
    loose = pc.match_substring_regex(bare, _LOOSE_GROUPS)
    spaced = pc.and_(pc.match_substring(bare, " "), pc.equal(bare, pc.utf8_trim_whitespace(text)))
    loose = pc.and_not(loose, spaced)
    return pc.if_else(loose, pc.replace_substring_regex(bare, _LOOSE, ""), bare)


def numbers_in(text: pa.ChunkedArray, decimal: str = ".") -> pa.ChunkedArray:
    """Each cell by itself as float64: with currency or per-cent signs and any thousands separator, null where it is
    no number. Where a whole column of numbers gives values, each of its cells gives the same here.
    """
    bare = pc.replace_substring_regex(text, _SIGN_BEFORE, r"\1")
    bare = pc.replace_substring_regex(bare, _SIGN_AFTER, "")
    grouped = pc.match_substring_regex(bare, _LOOSE_GROUPS)
    bare = pc.if_else(grouped, pc.replace_substring_regex(bare, _LOOSE, ""), bare)
    bare = pc.utf8_trim_whitespace(bare)
    if decimal == "," and _decimal_points(bare):
        decimal = "."
    if decimal == ",":
        fits = pc.match_substring_regex(bare, _groups(decimal) + r"|^[+-]?\d*,\d*([eE][+-]?\d+)?$")
        plain = pc.replace_substring(pc.replace_substring(bare, ".", ""), ",", ".")
    else:
        fits = pc.match_substring_regex(bare, _groups(decimal))
        plain = pc.replace_substring(bare, ",", "")
    bare = pc.if_else(fits, plain, bare)
    number = pc.match_substring_regex(bare, _NUMBER)
    return _finite(pc.cast(pc.if_else(number, bare, pa.scalar(None, pa.string())), pa.float64()))


def _groups(decimal: str) -> str:
    """Numbers in groups of three digits."""
    thousands = "," if decimal == "." else "."
    return rf"^[+-]?\d{{1,3}}(\{thousands}\d{{3}})+(\{decimal}\d*)?$"


def _decimal_points(text: pa.ChunkedArray) -> bool:
    """Whether a column of a file with decimal commas has decimal points: no comma, and not all are groups."""
    if _any(text, r"^[+-]?[\d.]*,\d*$"):
        return False
    grouped = pc.match_substring_regex(text, _groups(",") + r"|^[+-]?\d+$")
    return bool(pc.any(pc.and_(pc.match_substring_regex(text, _NUMBER), pc.invert(grouped))).as_py())


def _finite(numbers: pa.ChunkedArray) -> pa.ChunkedArray:
    finite = pc.is_finite(numbers)
    if pc.all(finite).as_py():
        return numbers
    return pc.if_else(finite, numbers, pa.scalar(None, pa.float64()))


def _any(text: pa.ChunkedArray, pattern: str) -> bool:
    return bool(pc.any(pc.match_substring_regex(text, pattern)).as_py())


def _all(text: pa.ChunkedArray, pattern: str) -> bool:
    return bool(pc.all(pc.match_substring_regex(text, pattern), min_count=0).as_py())
