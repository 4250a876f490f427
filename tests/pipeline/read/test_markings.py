"""What a page says of its article beside headline, people and text: times and where they stand, picture, wall, amends."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.nouns import AmendmentKind, ClaimPlace, FeedEntry, Markings, Picture, Reading
from pipeline.read.page import read_page
from tests.pipeline.read import pages_of_ours as ours

AT = datetime(2026, 3, 7, 9, 30, tzinfo=UTC)


def markings(head: str = "", html: str | None = None, entry: FeedEntry | None = None) -> Markings:
    """Read our article in a tabloid's page."""
    found = read_page(ours.page(html or ours.own_page(head=head), entry=entry))
    assert isinstance(found, Reading), found
    return found.article.markings


def linked(**article: object) -> str:
    """Return JSON-LD of an article."""
    said = {"@type": "NewsArticle", "headline": ours.HEADLINE, **article}
    return f'<script type="application/ld+json">{json.dumps(said)}</script>'


def test_each_time_is_kept_with_its_zone_and_the_place_where_it_stands() -> None:
    """The most trusted place wins, whichever time is later; what others say is kept beside it."""
    head = linked(datePublished="2026-03-07T10:00:00+01:00", dateModified="2026-03-07T11:00:00") + (
        '<meta property="article:published_time" content="2026-03-07T12:00:00Z">'
        '<meta name="date" content="2026-03-07T09:00:20+00:00">'
    )
    said = markings(head)
    assert said.published is not None
    assert (said.published.at, said.published.zone, said.published.place) == (
        AT - timedelta(minutes=30),
        "+01:00",
        ClaimPlace.JSON_LD,
    )
    assert said.modified is not None
    assert (said.modified.at, said.modified.zone) == (datetime(2026, 3, 7, 11, tzinfo=UTC), None)
    assert [(claim.place, claim.at.hour) for claim in said.disputed] == [
        (ClaimPlace.OPEN_GRAPH, 12),
        (ClaimPlace.PRINTED, 9),
    ]


@pytest.mark.parametrize(
    ("head", "place", "zone"),
    [
        ("", ClaimPlace.PRINTED, "+00:00"),
        ('<meta itemprop="datePublished" content="2026-03-07 09:30">', ClaimPlace.MICRODATA, None),
        ('<meta name="parsely-pub-date" content="2026-03-07T11:30:00+0200">', ClaimPlace.META, "+02:00"),
        ('<meta property="article:published_time" content="2026-03-07T09:30Z">', ClaimPlace.OPEN_GRAPH, "+00:00"),
    ],
)
def test_the_place_of_a_time_is_named(head: str, place: ClaimPlace, zone: str | None) -> None:
    """All say the same instant, so nothing is disputed."""
    said = markings(head)
    assert said.published is not None
    assert (said.published.at, said.published.place, said.published.zone) == (AT, place, zone)
    assert said.disputed == ()


def test_a_day_has_no_zone() -> None:
    """The last digits of a day look like an offset."""
    said = markings('<meta name="date" content="2026-03-07">')
    assert said.published is not None
    assert said.published.zone is None


def test_what_only_the_feed_says_is_the_feeds() -> None:
    """A page without a time takes the announced one."""
    html = ours.own_page().replace('<time datetime="2026-03-07T09:30:00Z">09:30, 7 Mar 2026</time>', "")
    said = markings(html=html, entry=FeedEntry(id="1", url=ours.URL, published_at=AT))
    assert said.published is not None
    assert (said.published.at, said.published.place) == (AT, ClaimPlace.FEED)


def test_section_tags_picture_wall_and_origin_are_read_from_json_ld() -> None:
    """Each in one of the shapes in which outlets write it."""
    head = linked(
        articleSection=["Crime"],
        keywords="old quay, police, old quay",
        image={"@type": "ImageObject", "url": "/quay.jpg", "creditText": "Pia Lens/Courier"},
        isAccessibleForFree="True",
        isBasedOn=["https://www.reuters.example/quay", {"name": "Report of the quay inquiry"}, ours.URL],
    )
    said = markings(head)
    assert said.section == "Crime"
    assert said.tags == ("old quay", "police")
    assert said.picture == Picture(url="https://www.harrowmere-courier.example/quay.jpg", credit="Pia Lens/Courier")
    assert said.is_free is True
    assert said.based_on == ("https://www.reuters.example/quay", "Report of the quay inquiry")


def test_section_tags_and_picture_are_read_from_meta_elements_and_print() -> None:
    """The credit stands in the caption of the first picture."""
    head = (
        '<meta property="article:section" content="Crime"><meta property="article:tag" content="quay">'
        '<meta property="article:tag" content="police"><meta property="og:image" content="https://c.example/q.jpg">'
        '<meta property="article:content_tier" content="free">'
    )
    said = markings(head)
    assert (said.section, said.tags, said.is_free) == ("Crime", ("quay", "police"), True)
    assert said.picture == Picture(url="https://c.example/q.jpg", credit="Courier")


@pytest.mark.parametrize(
    "image",
    ["javascript:alert(1)", "data:image/png;base64,AA", "http://[x", "", "//"],
    ids=lambda text: text or "empty",
)
def test_a_picture_has_an_address_of_the_web(image: str) -> None:
    """Anything else is no address that may be shown."""
    picture = markings(f'<meta property="og:image" content="{image}">').picture
    assert picture is None or picture.url.startswith(("http://", "https://"))


@pytest.mark.parametrize("image", [None, 7, [], {}, [[]], {"url": {"url": None}}, True])
@pytest.mark.parametrize("field", ["image", "isBasedOn", "hasPart", "correction", "keywords", "articleSection"])
def test_no_shape_of_json_ld_breaks_the_reading(field: str, image: object) -> None:
    """Strangers write anything there."""
    assert markings(linked(**{field: image})).picture is None


AMENDED = {
    "en": "This article was amended on 3 May to say that the review covers 340 cases, not 304.",
    "en bold": "<b>Correction:</b> An earlier version of this story misspelled the name of Orla Penhale.",
    "en dated": "Correction (3 May 2026): the quay has twelve berths, not twenty.",
    "en earlier": "An earlier version of this article gave the wrong date for the review.",
    "en update": "Editor’s note: This story has been updated to correct the length of the quay.",
    "de": "In einer früheren Version dieses Artikels hieß es, der Kai habe zwanzig Liegeplätze. Wir haben das korrigiert.",
    "de label": "Korrektur: Der Kai hat zwölf Liegeplätze, nicht zwanzig.",
    "fr": "Une version précédente de cet article donnait une date erronée pour la fin de l’enquête.",
    "es": "Fe de errores: el muelle tiene doce amarres y no veinte.",
    "uk": "Виправлення: причал має дванадцять місць, а не двадцять.",
    "ar": "تصحيح: يضم الرصيف اثني عشر مرسى وليس عشرين.",
    "ja": "訂正：岸壁の停泊場所は二十か所ではなく十二か所でした。",
    "zh": "更正：码头有十二个泊位，而不是二十个。",
}


@pytest.mark.parametrize("printed", AMENDED.values(), ids=AMENDED)
def test_a_correction_is_kept_as_printed(printed: str) -> None:
    """At the foot of a text, in any of the languages that it is known in."""
    html = ours.own_page().replace("</article>", f"<p>{printed}</p></article>")
    (said,) = markings(html=html).amendments
    assert said.kind is AmendmentKind.CORRECTION
    assert said.text == " ".join(printed.replace("<b>", "").replace("</b>", "").split())


def test_a_clarification_is_none_of_a_mistake() -> None:
    """Outlets tell the two apart."""
    html = ours.own_page().replace(
        "</article>", "<p><em>Clarification: the mayor spoke on Saturday.</em></p></article>"
    )
    assert [one.kind for one in markings(html=html).amendments] == [AmendmentKind.CLARIFICATION]


def test_the_words_under_a_heading_belong_to_it() -> None:
    """`Correction: 3 May 2026:` says nothing alone."""
    html = ours.own_page().replace("</article>", "<h3>Correction: 3 May 2026:</h3><p>It has 12 berths.</p></article>")
    assert [one.text for one in markings(html=html).amendments] == ["Correction: 3 May 2026: It has 12 berths."]


@pytest.mark.parametrize(
    "printed",
    [
        "This article was written by people.",
        "Corrections and clarifications",
        "The correction of the harbour wall: a story of twenty years",
        "This story was updated at 9.30pm with the mayor’s words.",
        "Correctional officers said that the quay was quiet.",
        "An earlier storm had broken the quay.",
    ],
)
def test_what_only_sounds_like_a_correction_is_none(printed: str) -> None:
    """Links to the corrections’ page, additions, and the news itself."""
    html = ours.own_page().replace("</article>", f"<p>{printed}</p></article>")
    assert markings(html=html).amendments == ()


def test_json_ld_has_corrections_too() -> None:
    """Schema.org’s `correction`, as words or as a comment."""
    said = markings(linked(correction={"@type": "CorrectionComment", "text": "The quay has twelve berths."}))
    assert [one.text for one in said.amendments] == ["The quay has twelve berths."]
