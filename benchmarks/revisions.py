"""Whether an edit is told from page litter: stored pages read again with litter or real edits.

    python -m benchmarks.revisions [--every N] [--seed N] [--only litter] [SET…]

Each stored page is read as it is and as changed (`benchmarks.page_litter`, `benchmarks.page_edits`), and the two
readings are compared as the path compares versions of an article. An unchanged article must say `same` and never
`substance`, whatever stands around it; of real edits the part that says `substance` is the recall. Pages that are no
articles, or that have nothing of the kind, are left out. Exit code 1 where litter says `substance`. Needs the stored
pages: `THROUGHLINE_DATA`, or `../shared/data` beside the checkout.
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from itertools import chain
from random import Random

from lxml import html
from lxml.html import HtmlElement

from benchmarks import page_edits, page_litter
from benchmarks.reading import DATA, SETS, pages
from pipeline.nouns import Page, Reading, RevisionKind
from pipeline.read.extract import parse
from pipeline.read.page import read_page
from pipeline.read.revision import compare

#: How an edit ended, by its kind.
Counts = dict[str, Counter[str]]
NOT_READ = "not read"


def printed(tree: HtmlElement, page: Page) -> Page:
    """Return a page of this tree."""
    return _page(page, html.tostring(tree, encoding="unicode"))


def _page(page: Page, markup: str) -> Page:
    return replace(page, body=markup.encode(), headers={"content-type": "text/html; charset=utf-8"})


def verdict(old: Reading, page: Page) -> tuple[str, str]:
    """Read a changed page; return how its change is judged, and why."""
    new = read_page(page)
    if not isinstance(new, Reading):
        return NOT_READ, new.detail
    if new.article.text_hash == old.article.text_hash:
        return RevisionKind.SAME.value, ""
    found = compare(old.article, new.article, before=old.prints, after=new.prints)
    return found.kind.value, repr(found)


def littered_pages(page: Page, tree: HtmlElement, seed: int) -> Iterator[tuple[str, str, Page]]:
    """Yield what befell the page and not its article: group, kind, and the page as it is then."""
    for kind, litter in page_litter.LITTER.items():
        copied = deepcopy(tree)
        litter(copied, Random(f"{seed} {kind} {page.url}"))
        yield "litter", kind, printed(copied, page)
    markup = html.tostring(tree, encoding="unicode")
    yield "litter", "entities", _page(page, page_litter.entities(markup, Random(f"{seed} {page.url}")))


def edited_pages(page: Page, tree: HtmlElement, old: Reading, seed: int) -> Iterator[tuple[str, str, Page]]:
    """Yield what befell the article: group, kind, and the page as it is then."""
    for group, edits in (("substance", page_edits.SUBSTANCE), ("style", page_edits.STYLE)):
        for kind, edit in edits.items():
            rng = Random(f"{seed} {kind} {page.url}")
            edited = page_edits.edited(tree, old, edit, rng)
            if edited is None:
                continue
            if rng.random() < 0.5:
                page_litter.ads(edited, rng)
                page_litter.related_links(edited, rng)
            yield group, kind, printed(edited, page)


def measure(
    name: str, seed: int, every: int, *, is_talkative: bool = False, is_edited: bool = True
) -> dict[str, Counts]:
    """Return how each kind of change was judged on a set, by group."""
    counts: dict[str, Counts] = defaultdict(lambda: defaultdict(Counter))
    for number, (marked, page) in enumerate(pages(name)):
        tree = parse(page.body) if number % every == 0 else None
        if tree is not None:
            page_litter.mark_lists(tree, marked["body"])
        old = read_page(printed(tree, page)) if tree is not None else None
        if tree is None or not isinstance(old, Reading):
            continue
        edits = edited_pages(page, tree, old, seed) if is_edited else ()
        for group, kind, changed in chain(littered_pages(page, tree, seed), edits):
            judged, why = verdict(old, changed)
            counts[group][kind][judged] += 1
            if is_talkative and judged not in {group, "same" if group == "litter" else group}:
                print(f"{name} {group} {kind}: {judged} {page.url}\n    {why[:1500]}", file=sys.stderr)
    return counts


def show(name: str, counts: dict[str, Counts]) -> None:
    """Print one line for each kind of change."""
    for group, kinds in counts.items():
        total: Counter[str] = Counter()
        for kind, judged in kinds.items():
            total += judged
            print(_line(f"{name} {group}: {kind}", judged))
        print(_line(f"{name} {group}, all", total), flush=True)


def _line(what: str, judged: Counter[str]) -> str:
    named = (*(kind.value for kind in RevisionKind), NOT_READ)
    return f"{what:42}" + "".join(f"{judged[one]:6} {one}" for one in named)


def main() -> None:
    """Measure and print; fail where litter was taken for news."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--every", type=int, default=1, help="take every so many-th page")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--only", choices=["litter"], help="leave the edits out")
    asked.add_argument("--why", action="store_true", help="tell each wrong verdict on stderr")
    asked.add_argument("sets", nargs="*", default=list(SETS))
    given = asked.parse_args()
    if not DATA.exists():
        print(f"skipped: there are no stored pages in {DATA}")
        return
    n_wrong = 0
    for name in given.sets:
        counts = measure(name, given.seed, given.every, is_talkative=given.why, is_edited=given.only is None)
        show(name, counts)
        n_wrong += sum(judged["substance"] for judged in counts["litter"].values())
    sys.exit(n_wrong > 0)


if __name__ == "__main__":
    main()
