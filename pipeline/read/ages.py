"""Ages among the figures: `aged 34`, `a 12-year-old`, `Poe, 34,`."""

import re

from pipeline.read.amounts import worth
from pipeline.read.counted import Counted
from pipeline.read.lexicon import ROLES

_AGED = re.compile(r"\b(?:aged|age of|age|ages|aged between)(?: about| around| just| only)? \Z")
#: `Poe, 34,` and `two boys, 12 and 14,`.
_NAME_BEFORE = re.compile(
    r"(?:[A-Z][\w’'-]+|\b(?:man|men|woman|women|boys?|girls?|sons?|daughters?|brothers?|sisters?|teens?|teenagers?|"
    r"child(?:ren)?|victims?|father|mother|driver|student)), (?:both |each |all )?(?:\d{1,2}(?:, and|,| and) )?\Z"
)
_ROLE_BEFORE = re.compile(r"\b([a-z]+), \Z")
_AGE_AFTER = re.compile(r"[- ](?:years?|yrs?)[- ](?:old|of age)\b|[- ](?:months?|weeks?|days?)[- ]old\b", re.IGNORECASE)
_AGE_END = re.compile(r"[,.;)]|\Z| and\b")


def age_at(text: str, match: re.Match[str], before: str) -> Counted | None:
    """Return the age that an amount is, given what stands before it in its line; None: it is none."""
    end = match.end()
    if match["first"] is None or match["money"] or match["unit"]:
        return None
    after = _AGE_AFTER.match(text, end)
    if after:
        return Counted(after.end(), unit="year of age")
    is_aged = ("age" in before and _AGED.search(before)) or (_AGE_END.match(text, end) and _is_after_person(before))
    is_of_man = 0 < (worth(match["first"], match["scale"]) or 0) < 116
    end += len(" years") if text.startswith(" years", end) else 0
    return Counted(end, unit="year of age") if is_aged and is_of_man else None


def _is_after_person(before: str) -> bool:
    """Tell whether a name or a role, and a comma, stand just before: `Poe, 34,`; `the defendant, 34,`."""
    role = _ROLE_BEFORE.search(before)
    return bool(role and role.group(1) in ROLES) or bool(_NAME_BEFORE.search(before))
