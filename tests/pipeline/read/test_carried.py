"""Some pages show the beginning of an article, or nothing of it, and carry the whole in data for their scripts."""

import json

import pytest
from lxml.html import document_fromstring

from pipeline.read.carried import may_be_cut, whole_text
from tests.pipeline.read import pages_of_ours as ours

SHOWN = list(ours.PARAGRAPHS[:2])
ALL = list(ours.PARAGRAPHS)
#: Of another article, which the same data hold for a list of links.
OTHER = [f"Ferry number {n} to Harrowmere leaves an hour late, the operator said on Sunday morning." for n in range(30)]


def rich(paragraphs: list[str]) -> list[dict[str, object]]:
    """Return paragraphs as an editor's program writes them: a tree for each, with links inside."""
    return [
        {
            "type": "paragraph",
            "content": [
                {"type": "text", "value": text[:40]},
                {"type": "link", "data": {"href": "/x"}, "content": [{"type": "text", "value": text[40:]}]},
            ],
        }
        for text in paragraphs
    ]


def in_json(data: object) -> str:
    """Return a page that shows two paragraphs, with data beside them."""
    return f"<body><p>{SHOWN[0]}</p><script type='application/json'>{json.dumps(data)}</script></body>"


def in_stream(text: str) -> str:
    """Return a page that shows nothing, and streams a text in two pieces."""
    row = f"1a:T{len(text.encode()):x},{text}2b:[]\n"
    pushes = (f"<script>self.__next_f.push({json.dumps([1, piece])})</script>" for piece in (row[:200], row[200:]))
    return f"<body>{''.join(pushes)}</body>".replace("</p>", "\\u003c/p>")


@pytest.mark.parametrize(
    "data",
    [
        {"story": {"body": {"content": rich(ALL)}}, "more": rich(OTHER)},
        {"page": [{"text": [{"textHtml": f"<i>{text}</i>"} for text in ALL]}, {"id": 1}, {"id": 2}]},
        {"articleBody": "\n\n".join(ALL)},
        {"html": "".join(f"<p>{text}</p>" for text in ALL)},
    ],
    ids=["a tree of parts", "a list of pieces of HTML", "plain text", "HTML"],
)
def test_a_beginning_is_continued_from_the_data(data: object) -> None:
    """Whatever form the data have, the paragraphs come out as printed, and those of no other article."""
    assert whole_text(document_fromstring(in_json(data)), SHOWN, None) == ALL


def test_where_nothing_is_shown_the_description_tells_which_text_it_is() -> None:
    """A stream of pieces is put together again; without a description nothing is believed."""
    tree = document_fromstring(in_stream("".join(f"<p>{text}</p>" for text in ALL)))
    assert whole_text(tree, [], ALL[0]) == ALL
    assert whole_text(tree, [], "A recipe for gooseberry tart with almonds") == []
    assert whole_text(tree, [], None) == []


@pytest.mark.parametrize(
    ("shown", "data"),
    [(ALL, {"body": rich(ALL), "next": rich(OTHER)}), (SHOWN, rich(OTHER)), (SHOWN, {"teaser": rich(SHOWN)})],
    ids=["all is shown", "another article", "no more than is shown"],
)
def test_what_is_shown_stays_when_the_data_have_no_more_of_it(shown: list[str], data: object) -> None:
    """Nothing of another article comes in."""
    assert whole_text(document_fromstring(in_json(data)), shown, ALL[0]) is shown


def test_a_list_of_teasers_is_no_article() -> None:
    """Where a page shows nothing, a list that happens to share the description's words proves nothing."""
    assert whole_text(document_fromstring(in_json({"list": rich(OTHER)})), [], OTHER[0]) == []


def test_a_long_text_is_not_looked_for() -> None:
    """The data of most pages are never parsed."""
    assert may_be_cut(SHOWN)
    assert not may_be_cut(ALL * 3)


def test_data_may_hold_what_no_page_can() -> None:
    """Half a character, control characters and broken JSON end nothing and come out nowhere."""
    text = "\n".join([*ALL, "A half \ud83d and a \x00 nothing."])
    found = whole_text(document_fromstring(in_json({"articleBody": text})), SHOWN, None)
    assert found == [*ALL, "A half and a nothing."]
    broken = f"<body><script type='application/json'>{'[' * 5_000}{SHOWN[1]}</script></body>"
    assert whole_text(document_fromstring(broken), SHOWN, None) is SHOWN
