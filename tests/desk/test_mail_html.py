"""The HTML of mails holds to what mail programs know, and says the same as the text beside it.

The rules are those of caniemail.com for Gmail, Outlook (its Windows program lays out with Word), Apple Mail and Thunderbird.
"""

import re
from email.message import EmailMessage
from pathlib import Path

import pytest
from lxml import html

from desk.mail.compose import MailRules, compose, compose_notice
from desk.mail.digest import compose_digest
from desk.told import alert_view, digest_view
from pipeline.deliver import Letter
from pipeline.nouns import DevelopmentKind, Evidence, Notice, NoticeKind, Passage, WatchKind
from tests.desk.newsroom import NOW, Newsroom, furnish
from tests.desk.test_mail import _body

RULES = MailRules(host="mail.desk.example", key=b"k" * 32, desk_url="https://desk.example")
#: Everything else is unknown to one of them, or does something.
ELEMENTS = {
    "html", "head", "meta", "title", "body", "table", "tbody", "tr", "td", "p", "h1", "h2", "a", "b", "br", "span",
    "mark", "ins", "del",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "name", "content", "style", "class", "href", "rel", "role", "width", "cellpadding",
    "cellspacing", "border", "align",
}  # fmt: skip
#: Properties that all of them know, wherever they stand; no layout but by tables, nothing that is fetched.
PROPERTIES = {
    "margin", "color", "background-color", "font-family", "font-size", "font-weight", "line-height", "text-align",
    "text-decoration", "border-collapse",
}  # fmt: skip
#: Those that Outlook knows on these elements only.
ON_TABLES = {"padding": {"td"}, "border-top": {"td"}, "max-width": {"table"}}
#: Gmail shows no more of a mail, bytes.
CUT_AT = 102_000


def styles(element: html.HtmlElement) -> dict[str, str]:
    """Return the properties of an element."""
    pairs = (part.partition(":") for part in element.get("style", "").split(";") if part.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}


def mails(newsroom: Newsroom) -> dict[str, EmailMessage]:
    """Return a mail of each kind: with figures, words, a correction, a possible turn; a digest; a notice."""
    newsroom.watch(WatchKind.QUERY, "cases OR ferry OR homes OR mayor OR police", "nora@desk.example")
    furnish(newsroom)
    newsroom.edit("post-exclusive", "11 09:00", "9,000", "8,800")
    alerts = newsroom.store.alerts.listing()
    turned = newsroom.articles["post-exclusive"]
    passage = Passage(article_id=turned.id, text=turned.text.splitlines()[0], start=0, end=9)
    with newsroom.store.begin() as ledger:
        for _ in range(5):
            pair = Evidence(kind=DevelopmentKind.REVERSAL, passage=passage, against=passage, label="Aldermouth Police")
            ledger.add_evidence(alerts[-1].development_id or "", [pair])
    store = newsroom.store
    found = {f"{one.id}": compose(one, alert_view(store, one, NOW), RULES, NOW) for one in alerts}
    letter = Letter(id="<x@desk.example>", recipient="nora@desk.example", alerts=tuple(alerts), is_fresh=True)
    found["digest"] = compose_digest(letter, digest_view(store, alerts, NOW), RULES, NOW)
    notice = Notice(id="n", kind=NoticeKind.QUIET, outlet="the-tally", began_at=NOW, says="It announced 1 in 24 hours.")
    return found | {"notice": compose_notice(notice, "The Tally", RULES, NOW)}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, EmailMessage]:
    """Make the mails once."""
    return mails(Newsroom(Path(tmp_path_factory.mktemp("mails"))))


def test_mails_use_what_every_mail_program_knows(made: dict[str, EmailMessage]) -> None:
    """Plain elements, styles inlined, padding on cells and widths on tables only; nothing is fetched, nothing too long."""
    assert len(made) > 6
    for name, mail in made.items():
        source = _body(mail, "html")
        assert len(source.encode()) < CUT_AT / 2, name
        assert "url(" not in source
        for element in html.document_fromstring(source).iter("*"):
            assert element.tag in ELEMENTS, (name, element.tag)
            assert set(element.attrib) <= ATTRIBUTES, (name, element.tag, element.attrib)
            for prop in styles(element).keys() - PROPERTIES:
                assert element.tag in ON_TABLES[prop], (name, element.tag, prop)


def test_mails_are_laid_out_by_tables_that_screen_readers_pass_over(made: dict[str, EmailMessage]) -> None:
    """As wide as the window where it is narrow, never wider than 600 pixels."""
    for mail in made.values():
        page = html.document_fromstring(_body(mail, "html"))
        assert {table.get("role") for table in page.iter("table")} == {"presentation"}
        assert {table.get("width") for table in page.iter("table")} == {"100%"}
        (sheet,) = page.cssselect("table.sheet")
        assert styles(sheet)["max-width"] == "600px"


def test_mails_stay_readable_where_colours_are_turned(made: dict[str, EmailMessage]) -> None:
    """Each background brings the colour of its text, and mails say that they are made for light."""
    for mail in made.values():
        page = html.document_fromstring(_body(mail, "html"))
        assert page.xpath("//meta[@name='color-scheme']/@content") == ["light"]
        for element in page.iter("*"):
            found = styles(element)
            assert "background-color" not in found or "color" in found, element.tag


def test_text_and_html_say_the_same(made: dict[str, EmailMessage]) -> None:
    """Every address and every sentence of the one stands in the other."""
    for name, mail in made.items():
        page, text = html.document_fromstring(_body(mail, "html")), _body(mail, "plain")
        linked = {link for link in page.xpath("//a/@href") if link.startswith("http")}
        written = set(re.findall(r"https?://[^\s>]+", text))
        assert linked >= {link for link in written if "/unsubscribe/" not in link} or name == "digest", name
        flat = " ".join(text.split())
        for element in page.xpath("//span[@class='sentence'] | //h1"):
            assert " ".join(element.text_content().split()) in flat, (name, element.text_content())


def test_a_mail_names_three_pairs_and_says_how_many_more_there_are(made: dict[str, EmailMessage]) -> None:
    """In both parts."""
    told = [mail for mail in made.values() if "Possibly turns on earlier words" in _body(mail, "plain")]
    (mail,) = told
    for kind, said in (
        ("plain", "2 more changes on the thread's page."),
        ("html", "2 more changes on the thread’s page."),
    ):
        assert _body(mail, kind).count("Possibly turns on earlier words") == 3
        assert said in _body(mail, kind)
