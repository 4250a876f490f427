"""How well the facts of an article are read, measured on real articles that people have marked.

    python -m benchmarks.facts [quotes|figures|dates|names|tolls|british|speed]…

The sets are no part of the project: they are looked for in `THROUGHLINE_DATA`, or else in `../shared/data` beside the
checkout; without them this says so and measures nothing. Answers and gold are matched one to one; F1 is over all
articles of a set. When an answer is right:

- **quotes**: gold are the strings in double marks that lie at least half inside an attribution whose content is
  quoted (the smallest such). A string is found when it overlaps ours by half of the longer of the two; it has its
  speaker when the head of our mention beside the cue (pronouns as printed) is the head of the annotated source, or
  either head is a word of the other mention. Our strings in single marks are left out: the set marks none. Then those
  of our own in British usage (`benchmarks.british`).
- **figures**: a value of the sentence equals ours to 0.1 % (of a range: the lower end); it has its noun when a word
  of the gold unit, folded to the singular, is in our unit or counted noun, or both have none.
- **dates**: the strings overlap; the value is right when equal as written (`W6` is `W06`); the period is right when
  both are calendar periods that overlap and agree in their first seven characters. To come: periods that begin after
  the article's day. References without a period (`now`) are left out. Lines are unwrapped first.
- **names**: distinct strings of people, bodies and places of an article, leading `the` cut, equal but for spaces,
  full stops, quotation marks and hyphens.
- **tolls**: the first number of people killed, or injured, that headline or text states, read from the figures, equals
  the registry's count for the incident; of those articles that state one. `a woman was killed` states one.
- **british**: sentences of our own, judged as `benchmarks/facts_british.py` says.
- **speed**: all four together on articles of 200 to 900 words, in processor time of one core.
"""

import gzip
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from time import process_time
from typing import Any

from benchmarks import british, facts_british, facts_tolls
from benchmarks.facts_scores import Score, is_same_speaker, is_same_string
from benchmarks.material import data_folder
from pipeline.nouns import DateMention, Figure
from pipeline.read import periods
from pipeline.read.dates import find_dates
from pipeline.read.facts import find_facts
from pipeline.read.figures import find_figures
from pipeline.read.names import find_names
from pipeline.read.quotes import Utterance, find_utterances
from pipeline.read.sentences import read_sentences
from pipeline.read.speaker_ranker import Ranker

DATA = data_folder() / "facts"
#: What the figures set calls the units for which we have codes.
SPOKEN_UNITS = {
    "USD": "dollar",
    "GBP": "pound",
    "GBX": "p",
    "CAD": "dollar",
    "HKD": "HK$",
    "AUD": "dollar",
    "EUR": "euro",
    "JPY": "yen",
    "CNY": "yuan",
    "MYR": "RM",
    "%": "percentage",
}
NAME_KINDS = frozenset({"Person", "Organization", "Location", "Facility"})
_MARKED = re.compile(r"(?:[“\"]|''|``)((?:[^“”\"\n'`]|'(?!'))+)(?:[”\"]|''|(?=\n)|\Z)")


def rows(name: str) -> Iterator[dict[str, Any]]:
    """Yield the marked articles or sentences of a set."""
    with gzip.open(DATA / name, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def gold_quotes(article: dict[str, Any], *, knows_typed: bool = False) -> Iterator[tuple[int, int, str]]:
    """Yield the quoted strings that somebody is marked as the source of.

    Args:
        article: one of the set.
        knows_typed: attributions with marks typed as two apostrophes are quotations too: the set calls them indirect
            where not all of their content is quoted.
    """
    text = article["text"]
    said = [
        one
        for one in article["quotes"]
        if one["source"] and (one["kind"] != "indirect" or (knows_typed and "''" in one["content_text"]))
    ]
    for match in _MARKED.finditer(text):
        start, end = match.span(1)
        around = [
            (sum(b - a for a, b in one["content"]), " ".join(text[a:b] for a, b in one["source"]))
            for one in said
            if sum(max(0, min(end, b) - max(start, a)) for a, b in one["content"]) >= (end - start) / 2
        ]
        if around:
            yield start, end, min(around)[1]


def quotes() -> Iterator[str]:
    """Measure quotations on the three parts of the set together and on the one kept for development."""
    for name, is_in in (("all", lambda _: True), ("dev", lambda part: part == "dev")):
        strings, speakers, longer = Score(), Score(), Score()
        for article in rows("quotes/articles.jsonl.gz"):
            if is_in(article["part"]):
                score_quotes(article, strings, speakers, longer)
        yield strings.line(f"quotes, {name}: strings")
        yield speakers.line(f"quotes, {name}: with speaker")
        yield longer.line(f"quotes, {name}: 4 words and more")
    yield from british.lines()


def score_quotes(
    article: dict[str, Any],
    strings: Score,
    speakers: Score,
    longer: Score,
    *,
    ranker: Ranker | None = None,
    knows_typed: bool = False,
) -> None:
    """Add one article's quotations to the scores, read by the project's ranker or another."""
    text = article["text"]
    left = list(find_utterances(text, read_sentences(text), ranker))
    for one in left:
        if text[one.words.start - 1] not in "‘'" or text[one.words.start - 2 : one.words.start] == "''":
            is_long = _n_words(text, one) >= 4
            strings.found += 1
            speakers.found += 1
            longer.found += is_long
    for start, end, source in gold_quotes(article, knows_typed=knows_typed):
        is_long = len(text[start:end].split()) >= 4
        strings.gold += 1
        speakers.gold += 1
        longer.gold += is_long
        hit = next((one for one in left if is_same_string(one.words, start, end)), None)
        if hit is None:
            continue
        left.remove(hit)
        mention = text[hit.mention.start : hit.mention.end] if hit.mention else hit.speaker or ""
        is_right = is_same_speaker(mention, source)
        strings.right += 1
        speakers.right += is_right
        longer.right += is_right and is_long


def _n_words(text: str, one: Utterance) -> int:
    return len(text[one.words.start : one.words.end].split())


def _singulars(text: str | None) -> set[str]:
    words = re.findall(r"[A-Za-z%$£€/]+", (text or "").lower())
    return {word[:-1] if word.endswith("s") and len(word) > 3 else word for word in words}


def _is_same_value(ours: Figure, gold: str) -> bool:
    low = re.match(r"-?[\d.]+(?:e\+?\d+)?", gold)
    value = float(low.group()) if low else float("nan")
    return abs(ours.value - value) <= 1e-3 * max(abs(value), 1e-9)


def figures() -> Iterator[str]:
    """Measure figures, sentence by sentence."""
    values, nouns = Score(), Score()
    for row in rows("figures/sentences.jsonl.gz"):
        left = list(find_figures(row["text"], "en"))
        for score in (values, nouns):
            score.found += len(left)
            score.gold += len(row["quantities"])
        for gold in row["quantities"]:
            hit = next((one for one in left if _is_same_value(one, gold["value"])), None)
            if hit is None:
                continue
            left.remove(hit)
            values.right += 1
            ours = _singulars(hit.of) | _singulars(hit.unit) | _singulars(SPOKEN_UNITS.get(hit.unit or ""))
            theirs = _singulars(gold["unit"]) | _singulars(gold["normalized_unit"])
            nouns.right += bool(ours & theirs) or (not ours and gold["unit"] in {"-", ""})
    yield values.line("figures: value")
    yield nouns.line("figures: value and noun")


def _normal(value: str | None) -> str:
    return re.sub(r"W(\d)\Z", r"W0\1", value or "")


def _is_same_period(ours: str, gold: str) -> bool:
    mine, theirs = periods.bounds(ours), periods.bounds(gold)
    if mine is None or theirs is None:
        return False
    return mine[0] <= theirs[1] and theirs[0] <= mine[1] and ours[:7] == gold[:7]


def _is_to_come(value: str, told: date) -> bool:
    days = periods.bounds(value)
    return days is not None and days[0] > told


def dates() -> Iterator[str]:
    """Measure dates on news stories with TIMEX3 marks."""
    values, calendar, to_come = Score(), Score(), Score()
    for article in rows("dates/articles.jsonl.gz"):
        told = datetime.fromisoformat(article["dct"][:10])
        found = list(find_dates(re.sub(r"(?<=\S)\n(?=\S)", " ", article["text"]), told, "en"))
        marked = [one for one in article["timex"] if not one["value"].endswith("_REF")]
        values.found += len(found)
        values.gold += len(marked)
        calendar.found += sum(periods.bounds(_normal(one.value)) is not None for one in found)
        calendar.gold += sum(periods.bounds(_normal(one["value"])) is not None for one in marked)
        to_come.found += sum(_is_to_come(_normal(one.value), told.date()) for one in found)
        to_come.gold += sum(_is_to_come(_normal(one["value"]), told.date()) for one in marked)
        for ours, gold in _pairs(found, marked):
            is_period = _is_same_period(ours, gold)
            values.right += ours == gold
            calendar.right += is_period
            to_come.right += is_period and _is_to_come(ours, told.date()) and _is_to_come(gold, told.date())
    yield values.line("dates: value")
    yield calendar.line("dates: calendar period")
    yield to_come.line("dates: to come")


def _pairs(found: list[DateMention], marked: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    left = list(found)
    for gold in marked:
        hit = next((one for one in left if min(one.end, gold["end"]) > max(one.start, gold["start"])), None)
        if hit is not None:
            left.remove(hit)
            yield _normal(hit.value), _normal(gold["value"])


def _folded_name(name: str) -> str:
    return re.sub(r"[\s.,’'\"“”-]", "", re.sub(r"\A[Tt]he ", "", name))


def _gold_names(article: dict[str, Any]) -> set[str]:
    names: set[str] = set()
    for tokens, tags in zip(article["tokens"], article["tags"], strict=True):
        words: list[str] = []
        kind = ""
        for token, tag in zip([*tokens, ""], [*tags, "O"], strict=True):
            if not tag.startswith("I-") or tag[2:] != kind:
                if words and kind in NAME_KINDS:
                    names.add(_folded_name(" ".join(words)))
                words, kind = [], tag[2:]
            if tag != "O":
                words.append(token)
    return names


def names() -> Iterator[str]:
    """Measure names, article by article."""
    score = Score()
    for article in rows("names/articles.jsonl.gz"):
        ours = {_folded_name(name.text) for name in find_names(article["text"], "en")}
        gold = _gold_names(article)
        score.right += len(ours & gold)
        score.found += len(ours)
        score.gold += len(gold)
    yield score.line("names: distinct strings")


def tolls() -> Iterator[str]:
    """Measure the tolls that articles state first."""
    return facts_tolls.measure(rows("tolls/articles.jsonl.gz"))


def speed() -> Iterator[str]:
    """Measure how many articles a second one core reads."""
    texts = [row["text"] for row in rows("tolls/articles.jsonl.gz") if 200 <= len(row["text"].split()) <= 900][:300]
    told = datetime.fromisoformat("2016-05-31T00:00:00+00:00")
    best = float("inf")
    for _ in range(3):
        begun = process_time()
        for text in texts:
            find_facts(text, told, "en")
        best = min(best, process_time() - begun)
    mean = sum(len(text.split()) for text in texts) / len(texts)
    yield f"speed: {len(texts) / best:.0f} articles a second, {mean:.0f} words each"


PARTS: dict[str, Callable[[], Iterator[str]]] = {
    "quotes": quotes,
    "figures": figures,
    "dates": dates,
    "names": names,
    "tolls": tolls,
    "british": facts_british.measure,
    "speed": speed,
}


def main() -> int:
    """Print each measure that was asked for, or all of them."""
    if unknown := [part for part in sys.argv[1:] if part not in PARTS]:
        print(f"Nothing is measured as {', '.join(unknown)}: name any of {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    if not DATA.is_dir():
        print(f"The marked articles are not at {DATA}: set THROUGHLINE_DATA. Nothing was measured.", file=sys.stderr)
        return 1
    print(f"{'':34} prec.  recall F1")
    for part in sys.argv[1:] or PARTS:
        for line in PARTS[part]():
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
