"""`throughline outlets`: found by themselves, checked all at once, and exchanged as OPML; on a press of our own."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import tomlkit

from tests.crawler.press import Press, opened

TODAY = datetime.now(tz=UTC)


def rss(*words: str, title: str = "Weir Echo") -> str:
    """Return a feed with an entry for each of these words."""
    items = "".join(
        f"<item><title>{word.capitalize()} is told of here</title><link>/news/{word}-is-told-of-here</link>"
        f"<pubDate>Mon, 02 Mar 2026 0{n}:00:00 GMT</pubDate></item>"
        for n, word in enumerate(words)
    )
    return f'<rss version="2.0"><channel><title>{title}</title><link>/</link>{items}</channel></rss>'


def news_sitemap(press: Press, *words: str) -> str:
    """Return a news sitemap with an address for each of these words."""
    urls = "".join(
        f"<url><loc>{press.url(f'/news/{word}-is-told-of-here')}</loc><n:news><n:publication_date>2026-03-02T08:00:00Z"
        f"</n:publication_date><n:title>{word}</n:title></n:news></url>"
        for word in words
    )
    return (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'
    )


def page(*words: str, head: str = "", menu: str = "") -> str:
    """Return a page of links to articles."""
    links = "".join(f'<p><a href="/news/{word}-is-told-of-here">{word} is told of here</a></p>' for word in words)
    return f'<!doctype html><html lang="en-GB"><head>{head}</head><body><nav>{menu}</nav>{links}</body></html>'


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Iterator[Press]:
    """Open a press, and let us ask it quickly."""
    monkeypatch.setenv("THROUGHLINE_CRAWL_DELAY", "0")
    with opened() as opening:
        yield opening


@pytest.fixture
def paper(press: Press) -> Press:
    """Publish an outlet that announces its articles in every way there is."""
    head = (
        '<title>Weir Echo | News from the weir</title><meta property="og:site_name" content="Weir Echo">'
        '<link rel="alternate" type="application/rss+xml" href="/feed.rss">'
        '<link rel="alternate" type="application/rss+xml" href="/comments/feed">'
        '<link rel="alternate" type="application/atom+xml" href="/gone.atom">'
    )
    menu = '<a href="/harbour">Harbour</a> <a href="/about">About</a> <a href="/our-feeds/sport.rss">Sport RSS</a>'
    press.put("/", page("storm", "weir", head=head, menu=menu), headers={"Content-Type": "text/html"})
    press.put("/feed.rss", rss("storm", "weir", "gate"))
    press.put("/comments/feed", rss("reply"))
    press.put("/our-feeds/sport.rss", rss("rowing", "chess", title="Sport"))
    press.put("/harbour", page("pier", "ferry", "crane", "quay"), headers={"Content-Type": "text/html"})
    press.put("/about", page("storm", "weir"), headers={"Content-Type": "text/html"})
    press.put("/robots.txt", f"User-agent: *\nDisallow:\nSitemap: {press.url('/maps.xml')}\n")
    children = "".join(f"<sitemap><loc>{press.url(path)}</loc></sitemap>" for path in ("/old.xml", "/news-map.xml"))
    press.put(
        "/maps.xml", f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{children}</sitemapindex>'
    )
    press.put("/news-map.xml", news_sitemap(press, "storm", "flood"))
    press.put("/old.xml", f"<urlset><url><loc>{press.url('/news/long-ago-it-was')}</loc></url></urlset>")
    return press


def test_feeds_news_sitemaps_and_sections_are_found_and_shown_first(throughline, paper: Press, tmp_path: Path):
    """All that is of use is shown with what it holds; nothing is written until it is wanted."""
    told = throughline("outlets", "add", paper.url(), "--allow-private", "--slug", "weir-echo", "--json").document
    kinds = {one["url"]: (one["kind"], one["where"]) for one in told["feeds"]}
    assert kinds == {
        paper.url("/feed.rss"): ("feed", "named by the page"),
        paper.url("/our-feeds/sport.rss"): ("feed", "linked on the page"),
        paper.url("/news-map.xml"): ("news_sitemap", "in an index"),
        paper.url("/harbour"): ("section", "linked on the page"),
    }
    feed = told["feeds"][0]
    assert feed["entries"] == 3
    assert feed["newest"] == "2026-03-02T02:00:00+00:00"
    assert feed["headlines"][0] == "Storm is told of here"
    assert (told["outlet"]["name"], told["outlet"]["language"], told["outlet"]["country"]) == ("Weir Echo", "en", "GB")
    assert told["outlet"]["time_zone"] == "Europe/London"
    why = {one["url"]: one["why"] for one in told["left_out"]}
    assert why[paper.url("/comments/feed")] == "It announces comments."
    assert "404" in why[paper.url("/gone.atom")]
    assert told["written"] is None
    assert not (tmp_path / "data" / "outlets").exists()


def test_an_outlet_is_added_with_what_was_found(throughline, paper: Press, tmp_path: Path):
    """Its file can be read, and a round over it needs no more; a second one of the same slug is refused."""
    words = ("outlets", "add", paper.url(), "--allow-private", "--slug", "weir-echo", "--yes")
    said = throughline(*words, "--without", "section")
    assert said.status == 0
    assert "Storm is told of here" in said.out
    written = tomlkit.parse((tmp_path / "data" / "outlets" / "weir-echo.toml").read_text()).unwrap()
    assert [feed["kind"] for feed in written["feed"]] == ["feed", "feed", "news_sitemap"]
    assert written["allow_private"] is True
    again = throughline(*words)
    assert again.status == 1
    assert "weir-echo is there already" in again.err


def test_nothing_is_asked_twice_of_a_press_that_hides_its_feed(throughline, press: Press):
    """Where nothing is named, the usual places are tried; what is not there is not complained of."""
    press.put("/", page("storm"), headers={"Content-Type": "text/html"})
    press.put("/rss.xml", rss("storm", "weir"))
    told = throughline("outlets", "add", press.url(), "--allow-private", "--slug", "weir-echo", "--dry-run", "--json")
    feeds = [(one["url"], one["where"]) for one in told.document["feeds"]]
    assert feeds == [(press.url("/rss.xml"), "a usual place")]
    assert told.document["left_out"] == []
    asked = [request.path for request in press.requests if request.path != "/robots.txt"]
    assert len(asked) == len(set(asked))


def test_the_address_of_a_feed_leads_to_its_outlet(throughline, paper: Press):
    """A feed's address is as good as the home page that it names."""
    words = ("outlets", "add", paper.url("/feed.rss"), "--allow-private", "--slug", "weir-echo", "--json")
    told = throughline(*words).document
    assert told["outlet"]["home"] == paper.url("/")
    assert told["feeds"][0]["url"] == paper.url("/feed.rss")
    assert len(told["feeds"]) == 4


def test_a_page_with_nothing_but_links_is_its_own_section(throughline, press: Press):
    """Without feed or sitemap the home page itself is followed."""
    press.put("/", page("storm", "weir"), headers={"Content-Type": "text/html"})
    told = throughline("outlets", "add", press.url(), "--allow-private", "--slug", "weir-echo", "--json").document
    assert [(one["kind"], one["url"]) for one in told["feeds"]] == [("section", press.url("/"))]


def test_what_cannot_be_added_says_why(throughline, press: Press):
    """An address that is none, that does not answer, that is private, or that holds nothing."""
    assert "begins with https://" in throughline("outlets", "add", "paper.example").err
    words = ("outlets", "add", press.url(), "--slug", "weir-echo", "--yes")
    assert "404" in throughline(*words, "--allow-private").err
    press.put("/", "<!doctype html><html><body>Under construction</body></html>", headers={"Content-Type": "text/html"})
    assert "nothing was found that announces articles" in throughline(*words, "--allow-private").err
    assert "no contact is set" in throughline(*words).err


def test_a_private_address_is_not_reached_unasked(throughline, paper: Press, monkeypatch: pytest.MonkeyPatch):
    """Discovery goes through the guarded door like everything else."""
    monkeypatch.setenv("THROUGHLINE_CRAWL_CONTACT", "https://desk.example/who")
    said = throughline("outlets", "add", paper.url(), "--slug", "weir-echo", "--yes")
    assert said.status == 1
    assert paper.requests == []


def outlet_file(folder: Path, slug: str, *urls: str) -> None:
    """Write an outlet's file."""
    folder.mkdir(parents=True, exist_ok=True)
    feeds = "".join(f'[[feed]]\nurl = "{url}"\n' for url in urls)
    text = f'name = "{slug}"\nhome = "{urls[0]}"\nallow_private = true\nverified = 2026-01-02\n{feeds}'
    (folder / f"{slug}.toml").write_text(text)


def test_all_feeds_are_checked_at_once_and_what_was_seen_is_kept(
    throughline, press: Press, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A table of each feed; the day on which all feeds of an outlet worked is remembered and listed."""
    folder = tmp_path / "outlets"
    monkeypatch.setenv("THROUGHLINE_PATHS_OUTLETS", str(folder))
    outlet_file(folder, "good", press.put("/good", rss("storm", "weir")), press.put("/more", rss("gate")))
    undated = rss("pier", "quay").replace("<pubDate>Mon, 02 Mar 2026 00:00:00 GMT</pubDate>", "")
    outlet_file(folder, "mixed", press.put("/half", undated), press.url("/gone"))
    said = throughline("outlets", "check", "--jsonl")
    assert said.status == 1
    assert [(row["outlet"], row["status"], row["entries"], row["dated"]) for row in said.lines] == [
        ("good", 200, 2, 1.0),
        ("good", 200, 1, 1.0),
        ("mixed", 200, 2, 0.5),
        ("mixed", 404, 0, None),
    ]
    assert said.lines[2]["problems"] == ["1 of its 2 entries have no date that can be read."]
    assert "404" in said.lines[3]["failure"]
    listed = {row["slug"]: row["verified"] for row in throughline("outlets", "list", "--jsonl").lines}
    assert date.fromisoformat(listed["good"]) >= TODAY.date()
    assert listed["mixed"] == "2026-01-02"
    table = throughline("outlets", "check", "mixed").out
    assert "1 of 2 feeds can be read." in table
    assert "50 %" in table


def test_outlets_go_out_as_opml_and_come_back(throughline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The list of one installation is the list of another."""
    theirs, ours = tmp_path / "theirs", tmp_path / "ours"
    monkeypatch.setenv("THROUGHLINE_PATHS_OUTLETS", str(theirs))
    outlet_file(theirs, "weir-echo", "https://echo.example/rss", "https://echo.example/atom")
    file = tmp_path / "list.opml"
    assert throughline("outlets", "export", file).status == 0
    ours.mkdir()
    monkeypatch.setenv("THROUGHLINE_PATHS_OUTLETS", str(ours))
    assert throughline("outlets", "import", file, "--json").document == {
        "added": ["weir-echo"],
        "there_already": [],
        "left_out": [],
    }
    assert throughline("outlets", "import", file, "--json").document["there_already"] == ["weir-echo"]
    written = tomlkit.parse((ours / "weir-echo.toml").read_text()).unwrap()
    assert [feed["url"] for feed in written["feed"]] == ["https://echo.example/rss", "https://echo.example/atom"]
    assert "allow_private" not in written


def test_opml_is_fetched_through_the_guarded_door(throughline, press: Press, monkeypatch: pytest.MonkeyPatch):
    """A list on a private address is refused; nothing asks for it."""
    monkeypatch.setenv("THROUGHLINE_CRAWL_CONTACT", "https://desk.example/who")
    said = throughline("outlets", "import", press.put("/list.opml", "<opml/>"))
    assert said.status == 1
    assert press.requests == []


def test_what_is_no_opml_says_so(throughline, tmp_path: Path):
    """One line, and no traceback."""
    file = tmp_path / "list.opml"
    for text, says in (("", "is no OPML"), ("<rss/>", "not <opml>"), ("feeds: a, b", "is no OPML")):
        file.write_text(text)
        said = throughline("outlets", "import", file)
        assert said.status == 1
        assert says in said.err
        assert "Traceback" not in said.err
    assert "cannot be read" in throughline("outlets", "import", tmp_path / "nowhere.opml").err
