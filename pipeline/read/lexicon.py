"""Word lists of our own that more than one of the fact finders reads."""

from functools import cache


@cache
def words(listed: str) -> frozenset[str]:
    """Return the words of a list written as text, with underscores read as spaces."""
    return frozenset(word.replace("_", " ") for word in listed.split())


#: In calendar order.
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)

#: Monday first, as `date.weekday` counts.
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
