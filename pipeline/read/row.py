"""A line of articles JSONL becomes an article: the same noun as from a page, from files that others made."""

import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from courlan import clean_url

from pipeline import identity
from pipeline.nouns import Article, Outcome, Reading, Rejected
from pipeline.read.byline import find_agency, find_people
from pipeline.read.claims import parse_time
from pipeline.read.facts import find_facts
from pipeline.read.language import find_language, language_code
from pipeline.read.provenance import signature
from pipeline.read.rules import ReadRules

_ZONE = ZoneInfo("UTC")
_LONGEST_HEADLINE = 200


def time_of_row(row: Mapping[str, object]) -> datetime | None:
    """Return when a row was published, in UTC, as times without a zone are meant; None: it does not plainly say."""
    value = _string(row, "published_at")
    return parse_time(value, _ZONE) if value else None


def read_row(
    row: Mapping[str, object], *, fallback_time: datetime | None, seen_at: datetime, rules: ReadRules
) -> Reading | Rejected:
    """Read one line of articles JSONL.

    Args:
        row: `id`, `url`, `title` or `headline`, `text`, `published_at`, `source` or `outlet`, `lang` or `language`,
            `byline`; each may be missing.
        fallback_time: time of the article before it in its file, for one without a date.
        seen_at: when it came to us.
        rules: of these only the languages and the model for names count: who hands in a file has chosen what is in it.
    """
    text = _folded_lines(_string(row, "text"))
    headline = " ".join((_string(row, "headline", "title") or "").split())
    url = _address(_string(row, "url"))
    external_id = _string(row, "id")
    name = external_id or url or "(a line without id and url)"
    if not text and not headline:
        return Rejected(outcome=Outcome.EMPTY, detail="It has neither a headline nor a text.", url=name)
    language = language_code(_string(row, "language", "lang")) or find_language(text or headline)
    if rules.languages is not None and language is not None and language not in rules.languages:
        detail = f"It is written in {language}; taken are {', '.join(sorted(rules.languages))}."
        return Rejected(outcome=Outcome.WRONG_LANGUAGE, detail=detail, url=name)
    source, bylines = _string(row, "outlet", "source"), _strings(row.get("byline"))
    headline = headline or _first_line(text)
    text_hash = identity.text_hash(headline, text)
    article = Article(
        id=_article_id(external_id, url, text_hash),
        canonical_url=url,
        outlet=_slug(source),
        outlet_name=source,
        headline=headline,
        byline=find_people(bylines, source),
        published_at=time_of_row(row) or fallback_time,
        seen_at=seen_at,
        language=language,
        text=text,
        text_hash=text_hash,
        external_id=external_id,
        agency=find_agency(bylines, text),
    )
    facts = find_facts(article.text, article.told_at, article.language, names_model=rules.names_model)
    return Reading(article=article, facts=facts, signature=signature(article.text))


def _article_id(external_id: str | None, url: str | None, text_hash: str) -> str:
    # an id of its own comes first, so that each line is found again under it; files that number their lines from 1 are
    # told apart by the address
    if external_id is not None:
        return identity.article_id(None, f"{external_id} {url}" if url else external_id)
    return identity.article_id(url, text_hash)


def _string(row: Mapping[str, object], *keys: str) -> str | None:
    for key in keys:
        value = row.get(key)
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            continue
        # lone surrogates can be stored nowhere
        text = str(value).encode("utf-8", "replace").decode("utf-8").replace("\0", "").strip()
        if text:
            return text
    return None


def _strings(value: object) -> tuple[str, ...]:
    parts = value if isinstance(value, list) else [value]
    return tuple(part for part in parts if isinstance(part, str))


def _folded_lines(text: str | None) -> str:
    lines = (" ".join(line.split()) for line in (text or "").splitlines())
    return "\n".join(line for line in lines if line)


def _first_line(text: str) -> str:
    return text.partition("\n")[0][:_LONGEST_HEADLINE]


def _address(url: str | None) -> str | None:
    if url is None or not url.startswith(("http://", "https://")):
        return None
    return clean_url(url) or url


def _slug(source: str | None) -> str | None:
    if source is None:
        return None
    return re.sub(r"[^a-z0-9]+", "-", _host(source).lower().removeprefix("www.")).strip("-") or None


def _host(source: str) -> str:
    try:
        return urlsplit(source).hostname or source
    except ValueError:
        return source
