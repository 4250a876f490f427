"""How well copies and rewrites are told from originals: near copies made by script, streamed among real articles.

    python -m benchmarks.copies [--seeds 1,2,3] [--each 80]

Out of `threads/incidents-en` of the development data each seed makes articles in 8 forms (`copies_made`): truncated,
re-headlined, agency text under a new first paragraph, lightly edited; two articles mixed by sentence, mixed and edited,
put together in blocks of paragraphs, merged. They are streamed with all real articles in order of time through
`CopyIndex` and `provenance`, as `pipeline.ingest` does. What is true:

* The *true share* of a made article is the part of its words that were taken unchanged from the origin, that is the
  article that most of them come from. Words are what stands between spaces.
* A *copy* is an article of the first four forms. Found: judged a copy, of the right origin. A made article of the
  other forms whose true share is 0.8 or more is both a rewrite and the same text, and is not counted for copies.
* A *rewrite that shares 40 %* is one of the other forms with a true share from 0.4. Found: judged a rewrite or a copy,
  of the right origin. One that is judged so and shares less is a false find, however little less.
* *Originals* are the real articles that share no more than a tenth of their eight-word runs with any other, counted
  without the index: many tell of the same incident. To make things harder, all pages of some outlets carry standing
  text of 30 to 80 words, and those outlets also print briefs of which it is the greater part. An original that is
  judged otherwise is a false find for both.

What is put beside the origin's text in these forms is taken from a fifth of those originals that are left out of the
stream, or from one that is in it, and then the article is a rewrite of that too, if it has the larger part.

Real articles that do share text with one another stay in the stream and are not judged. Origins are taken from the
others, at times the same for several made articles.
"""

import argparse
import gzip
import json
import random
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from time import process_time

from benchmarks.copies_made import COPIES, FORMS, STANDING, Made, Press
from benchmarks.material import data_folder
from pipeline.nouns import Article, Provenance, ProvenanceKind
from pipeline.read.byline import find_agency
from pipeline.read.copies import CopyIndex
from pipeline.read.provenance import CopyRules, provenance, signature

#: Words in a row by which real articles are compared beforehand, and the part of them that two may share.
_RUN, _MOST_SHARED = 8, 0.1
#: Outlets whose pages all carry standing text, and briefs that each of them prints.
_N_STANDING, _N_BRIEFS = 24, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What was made and what it was taken for; originals share nothing."""

    made: Made
    found: Provenance

    @property
    def is_right(self) -> bool:
        """Tell whether the origin is right; of two that have about as many of the words either is."""
        return self.made.shares.get(self.found.of or "", 0.0) >= max(0.01, self.made.share - 0.05)


def load() -> tuple[list[Article], dict[str, str]] | None:
    """Return the real articles in order of time, and the story of each; None: they are not there."""
    file = data_folder() / "threads" / "incidents-en.jsonl.gz"
    if not file.exists():
        return None
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    articles = [_article(row) for row in rows]
    return sorted(articles, key=lambda one: (one.told_at, one.id)), {str(row["id"]): row["story"] for row in rows}


def _article(row: Mapping[str, str]) -> Article:
    told = datetime.fromisoformat(row["published_at"]).astimezone()
    return Article(
        id=str(row["id"]),
        canonical_url=None,
        outlet=row["source"],
        outlet_name=None,
        headline=row["title"],
        seen_at=told,
        published_at=told,
        text=row["text"],
        text_hash=str(row["id"]),
        agency=find_agency((), row["text"]),
    )


def unshared(articles: Sequence[Article]) -> list[Article]:
    """Return the articles that share almost nothing with any other; without the index, which is to be measured."""
    runs = {article.id: _runs(article.text) for article in articles}
    holders: dict[str, list[str]] = defaultdict(list)
    for article_id, those in runs.items():
        for run in those:
            holders[run].append(article_id)
    kept = []
    for article in articles:
        shared = Counter(other for run in runs[article.id] for other in holders[run] if other != article.id)
        most = max((n / max(1, min(len(runs[article.id]), len(runs[other]))) for other, n in shared.items()), default=0)
        if most <= _MOST_SHARED and len(runs[article.id]) >= 50:
            kept.append(article)
    return kept


def _runs(text: str) -> set[str]:
    words = text.lower().split()
    return {" ".join(words[place : place + _RUN]) for place in range(len(words) - _RUN + 1)}


def stream_of(
    articles: Sequence[Article], clean: Sequence[Article], stories: Mapping[str, str], seed: int, n_each: int
) -> tuple[list[Article], list[Made]]:
    """Make what is judged, and put it among the real articles, in order of time."""
    chance = random.Random(f"unseen {seed}")
    unseen = {article.id for article in chance.sample(list(clean), len(clean) // 5)}
    articles = [article for article in articles if article.id not in unseen]
    press = Press(
        [one for one in clean if one.id not in unseen], [one for one in clean if one.id in unseen], stories, seed
    )
    origins = press.chance.sample(press.articles, n_each * 5)
    made = [press.make(form, press.chance.choice(origins)) for form in FORMS for _ in range(n_each)]
    stood, briefs = _standing(articles, press.chance)
    originals = {article.id for article in press.articles}
    judged = [*made, *briefs, *(Made(article=one, form="original") for one in stood if one.id in originals)]
    stream = sorted([*stood, *(one.article for one in [*made, *briefs])], key=lambda one: (one.told_at, one.id))
    return stream, judged


def _standing(articles: Sequence[Article], chance: random.Random) -> tuple[list[Article], list[Made]]:
    """Put standing text on the pages of some outlets, and make briefs of theirs."""
    often = [outlet for outlet, n in Counter(one.outlet for one in articles).items() if n >= 8]
    lines = {
        outlet: f"{outlet}: {chance.choice(STANDING)}" for outlet in chance.sample(often, min(len(often), _N_STANDING))
    }
    stood, briefs, seen = list[Article](), list[Made](), Counter[str | None]()
    for article in articles:
        line = lines.get(article.outlet)
        stood.append(replace(article, text=f"{article.text}\n{line}") if line else article)
        seen[article.outlet] += 1
        # once some pages were seen: before, nobody can know what stands under all
        if line and 4 <= seen[article.outlet] < 4 + _N_BRIEFS:
            briefs.append(_brief(article, chance.choice(articles), line))
    return stood, briefs


def _brief(after: Article, about: Article, line: str) -> Made:
    # no text of any article: the words of one backwards
    words = about.text.split()[50::-1][:30]
    made = replace(after, id=f"brief-{after.id}", text=f"{' '.join(words)}\n{line}", text_hash=f"brief-{after.id}")
    return Made(article=made, form="brief")


def judge(stream: Iterable[Article], judged: Sequence[Made]) -> tuple[list[Judged], dict[str, float]]:
    """Stream the articles through index and judgement; return what was judged, and seconds and bytes an article."""
    index, known, found = CopyIndex(), dict[str, Article](), dict[str, Provenance]()
    seconds: Counter[str] = Counter()
    for article in stream:
        started = process_time()
        made = signature(article.text)
        seconds["sign"] -= started - (signed := process_time())
        near = index.find(article)
        seconds["find"] -= signed - (looked := process_time())
        others = [known[article_id] for article_id in near.article_ids]
        found[article.id] = provenance(article, others, CopyRules(), near.standing)
        seconds["compare"] -= looked - (compared := process_time())
        index.add(article, made)
        seconds["add"] -= compared - process_time()
        known[article.id] = article
    spent = {f"{step} ms": 1000 * value / len(known) for step, value in seconds.items()}
    spent["index bytes"] = index.n_bytes / len(known)
    return [Judged(made=one, found=found[one.article.id]) for one in judged], spent


def score(judged: Sequence[Judged], rules: CopyRules) -> dict[str, float]:
    """Return the figures that the demands name."""
    copies = [one for one in judged if one.made.form in COPIES or one.made.share < rules.copy_share]
    rewrites = [one for one in judged if one.made.form not in COPIES]
    shared = [one for one in judged if one.made.shares and one.is_right]
    errors = sorted(abs(one.found.shared - one.made.share) for one in shared)
    merged = [one for one in judged if one.made.form == "merged"]
    named = [one for one in merged if {one.found.of, *one.found.also} >= set(one.made.shares)]
    with_origin = [one for one in judged if one.made.share >= rules.rewrite_share]
    return {
        **_f1("copies", [(o.made.form in COPIES, o.found.kind is ProvenanceKind.COPY, o.is_right) for o in copies]),
        **_f1(
            "rewrites",
            [
                (o.made.share >= rules.rewrite_share, o.found.kind is not ProvenanceKind.ORIGINAL, o.is_right)
                for o in rewrites
            ],
        ),
        "share error, mean": statistics.mean(errors),
        "share error, 95th percentile": errors[int(len(errors) * 0.95)],
        "share within 0.05": sum(error <= 0.05 for error in errors) / len(errors),
        "origin right": sum(one.is_right for one in with_origin) / len(with_origin),
        "both origins of merged": len(named) / max(1, len(merged)),
    }


def _f1(name: str, cases: Sequence[tuple[bool, bool, bool]]) -> dict[str, float]:
    """Return F1 and its parts; a case is: whether it is one, whether it was taken for one, whether of the right one."""
    right = sum(is_one and taken and of_right for is_one, taken, of_right in cases)
    precision = right / max(1, sum(taken for _, taken, _ in cases))
    recall = right / max(1, sum(is_one for is_one, _, _ in cases))
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {f"{name} F1": f1, f"{name} precision": precision, f"{name} recall": recall}


def _print_forms(judged: Sequence[Judged]) -> None:
    print(f"{'form':14} {'n':>5} {'copy':>6} {'rewrite':>8} {'origin':>7} {'error':>6} {'<=.05':>6}")
    for form in [*FORMS, "original", "brief"]:
        these = [one for one in judged if one.made.form == form]
        kinds = Counter(one.found.kind for one in these)
        errors = [abs(one.found.shared - one.made.share) for one in these if one.is_right] or [0.0]
        print(
            f"{form:14} {len(these):5} {kinds[ProvenanceKind.COPY]:6} {kinds[ProvenanceKind.REWRITE]:8} "
            f"{sum(one.is_right for one in these):7} {statistics.mean(errors):6.3f} "
            f"{sum(error <= 0.05 for error in errors) / len(errors):6.3f}"
        )


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.copies")
    parser.add_argument("--seeds", default="1,2,3", help="each makes another set of copies")
    parser.add_argument("--each", type=int, default=80, help="made articles of each form")
    chosen = parser.parse_args()
    loaded = load()
    if loaded is None:
        sys.exit("skipped: there is no threads/incidents-en.jsonl.gz; set THROUGHLINE_DATA to the folder with the sets")
    articles, stories = loaded
    clean = unshared(articles)
    print(f"{len(articles)} real articles, {len(clean)} of them share nothing")
    every: list[Judged] = []
    for seed in map(int, chosen.seeds.split(",")):
        stream, made = stream_of(articles, clean, stories, seed, chosen.each)
        judged, spent = judge(stream, made)
        every += judged
        figures = {**score(judged, CopyRules()), **spent}
        print(f"seed {seed}: " + ", ".join(f"{name} {value:.3f}" for name, value in figures.items()), flush=True)
    _print_forms(every)
    print("all seeds: " + json.dumps({k: round(v, 4) for k, v in score(every, CopyRules()).items()}))


if __name__ == "__main__":
    main()
