"""Cases of sitemaps, robots.txt and addresses: how many end as they must.

    python -m benchmarks.collecting_cases

Each function returns its figures; without the development data they cannot be had, and `FileNotFoundError` says so.
"""

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from protego import Protego

from benchmarks.material import data_folder
from crawler.read.feed import read_feed
from crawler.read.robots import RobotsRules
from crawler.urls import canonical_url, without_tracking
from pipeline.nouns import FeedKind

#: Addresses that robots.txt leaves to be guessed; one of the scenarios needs the second.
_GUESSES = ("/sitemap.xml", "/sitemap_index.xml")
_HOST = "http://test_ultimate-sitemap-parser.com"
#: What the scenarios demand where they state it in another way than as a number of pages, or leave it to a generator.
_EXPECTED_PAGES = {
    "test_sitemap_tree_for_homepage_gzip": 4,
    "test_sitemap_tree_for_homepage_prematurely_ending_xml": 2,
    "test_sitemap_no_ns": 1,
    "test_sitemap_tree_for_homepage_unpublished_sitemap": 2,
    "test_xml_image": 2,
    "test_hreflang": 2,
    "test_missing_attrs": 4,
}
_COUNTED = re.compile(r"len\((?:list\(\w*tree\.all_pages\(\)\)|all_pages)\) == (\d+)")


def sitemaps() -> dict[str, Any]:
    """Count pages in the sitemaps and scenarios: as expected, wrong, and addresses that no browser should follow."""
    folder = data_folder() / "sitemaps"
    expected = json.loads((folder / "news" / "expected.json").read_text(encoding="utf-8"))
    found = [(case["file"], *_news_case(folder, case)) for case in expected]
    lines = (folder / "scenarios" / "usp-scenarios.jsonl").read_text(encoding="utf-8").splitlines()
    found += [_scenario(json.loads(line)) for line in lines]
    wrong = {name: {"expected": n, "found": len(urls)} for name, n, urls in found if n != len(urls)}
    schemes = [urlsplit(url).scheme for _, _, urls in found for url in urls]
    return {
        "cases": len(found),
        "as_expected": len(found) - len(wrong),
        "wrong": wrong,
        "javascript_or_file": sum(scheme not in {"http", "https"} for scheme in schemes),
    }


def _news_case(folder: Path, case: dict[str, Any]) -> tuple[int, list[str]]:
    file = folder / case["file"]
    reading = read_feed(file.read_bytes(), f"https://news.example/{file.name}", None, FeedKind.NEWS_SITEMAP)
    return case.get("n", case.get("n_accepted", 0)), [entry.url for entry in reading.entries]


def _scenario(case: dict[str, Any]) -> tuple[str, int, list[str]]:
    """Walk the sitemaps of a press that gives the answers of a scenario."""
    name = case["id"].rpartition("/")[2]
    counted = next((int(found[1]) for check in case["assertions"] if (found := _COUNTED.search(check))), 0)
    answers = {answer["url"]: answer for answer in case["responses"]}
    robots = RobotsRules(_body(answers.get(f"{_HOST}/robots.txt", {})).decode("utf-8-sig", "replace"))
    waiting = list(dict.fromkeys([*robots.sitemaps, *(_HOST + path for path in _GUESSES)]))
    seen: set[str] = set()
    pages: list[str] = []
    while waiting:
        url = waiting.pop(0)
        answer = answers.get(url)
        if answer is None or url in seen:
            continue
        seen.add(url)
        headers = answer.get("headers") or {}
        if "Location" in headers:
            waiting.append(headers["Location"])
            continue
        reading = read_feed(_body(answer), url, headers.get("Content-Type"), FeedKind.NEWS_SITEMAP)
        pages += [entry.url for entry in reading.entries]
        waiting += [named.url for named in reading.children]
    return case["id"], _EXPECTED_PAGES.get(name, counted), pages


def _body(answer: dict[str, Any]) -> bytes:
    if "content" in answer:
        return gzip.compress(answer["content"].removeprefix("GZIP:").encode())
    if "content_latin1" in answer:
        return bytes(answer["content_latin1"].encode("latin-1"))
    return str(answer.get("text", "")).encode()


def robots_cases() -> dict[str, Any]:
    """Compare what a robots.txt lets through with what the cases expect, and with protego alone."""
    folder = data_folder() / "robots"
    cases = list(_lines(folder / "cases.jsonl"))
    ours = [RobotsRules(case["robots"]).can_fetch(case["url"], case["agent"]) for case in cases]
    protegos = [bool(Protego.parse(case["robots"]).can_fetch(case["url"], case["agent"])) for case in cases]
    delays = list(_lines(folder / "crawl_delay.jsonl"))
    n_right = sum(allowed == case["allowed"] for allowed, case in zip(ours, cases, strict=True))
    return {
        "cases": len(cases),
        "as_expected": n_right,
        "share": round(n_right / len(cases), 4),
        "share_of_protego": round(
            sum(allowed == case["allowed"] for allowed, case in zip(protegos, cases, strict=True)) / len(cases), 4
        ),
        "freer_than_protego": sum(allowed and not theirs for allowed, theirs in zip(ours, protegos, strict=True)),
        "wrong": [case["id"] for allowed, case in zip(ours, cases, strict=True) if allowed != case["allowed"]],
        "crawl_delays": len(delays),
        "crawl_delays_as_expected": sum(
            RobotsRules(case["robots"]).crawl_delay(case["agent"]) == case["crawl_delay"] for case in delays
        ),
    }


def url_cases() -> dict[str, Any]:
    """Measure addresses: tracking taken away, doing it twice, and articles that must not become one."""
    folder = data_folder() / "urls"
    miniflux = [case for case in _lines(folder / "cases.jsonl") if case["func"] == "remove_tracking"]
    clearurls = json.loads((folder / "clearurls-cases.json").read_text(encoding="utf-8"))
    spelt = list(_spelt(json.loads((folder / "urltestdata.json").read_text(encoding="utf-8"))))
    merged, n_addresses = _merged_articles(data_folder())
    return {
        "miniflux": len(miniflux),
        "miniflux_wrong": [case["id"] for case in miniflux if not _is_clean(case)],
        "clearurls": len(clearurls),
        "clearurls_as_expected": sum(canonical_url(case["input"]) == case["expected"] for case in clearurls),
        "urltestdata": len(spelt),
        "not_idempotent": [url for url in spelt if canonical_url(url) != url],
        "articles_compared": n_addresses,
        "false_merges": merged,
    }


def _is_clean(case: dict[str, Any]) -> bool:
    """Tell whether tracking, and only that, was taken away; queries are compared as Miniflux's own tests do."""
    near = [case[name] for name in ("baseURL", "feedURL") if name in case]
    found = without_tracking(case["input"], *near)
    if case.get("strictComparison") or not found:
        return bool(found == case["expected"])
    return _meaning(found) == _meaning(case["expected"])


def _meaning(url: str) -> tuple[str, ...]:
    parts = urlsplit(url)
    query = sorted(parse_qsl(parts.query, keep_blank_values=True))
    return urlunsplit(parts._replace(query="")), repr(query)


def _spelt(tests: list[Any]) -> Iterator[str]:
    for test in tests:
        if isinstance(test, dict):
            for written, base in ((test["input"], test.get("base")), (test["input"], None), (test.get("href"), None)):
                if written is not None and (found := canonical_url(written, base)) is not None:
                    yield found


def _merged_articles(folder: Path) -> tuple[list[str], int]:
    """Return addresses to which articles of different headlines came down, and how many addresses were compared."""
    headlines: dict[str, dict[str, str]] = defaultdict(dict)
    for file in sorted([*folder.glob("threads/*.jsonl.gz"), *folder.glob("developments/*.jsonl.gz")]):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                article = json.loads(line)
                if article.get("url"):
                    headlines[canonical_url(article["url"]) or ""][article["url"]] = str(article.get("title"))
    merged = [url for url, told in headlines.items() if len(told) > 1 and len(set(told.values())) > 1]
    return merged, sum(len(told) for told in headlines.values())


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def main() -> None:
    """Run from the command line."""
    measures: tuple[Callable[[], dict[str, Any]], ...] = (sitemaps, robots_cases, url_cases)
    print(json.dumps({measure.__name__: measure() for measure in measures}, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
