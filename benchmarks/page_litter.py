"""What outlets change on a page without changing the article: each kind as a function over the parsed page.

Called by `benchmarks.revisions`. Everything is drawn from the random numbers given, so that a seed gives a page again.
"""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from random import Random

from lxml.html import HtmlElement, fragment_fromstring

Change = Callable[[HtmlElement, Random], None]

_PLACES = ("Ostrey", "Varn", "Nether Storrow", "Kelbridge", "Port Ansel", "Aldermouth")
_SUBJECTS = (
    "Ferry firm",
    "Council",
    "Striker",
    "Hospital trust",
    "Weather office",
    "Minister",
    "Two brothers",
    "Baker",
)
_DEEDS = ("denies claims", "wins award", "to close in May", "plans 300 homes", "fined £40,000", "says sorry", "is back")
_MAKES = ("Lumo", "Brightcut", "Nordhaven", "Tessel", "Kettleby", "Quill & Son")
_WARES = ("mattress", "savings account", "car insurance", "garden furniture", "broadband", "winter coat", "holiday")
_AD_WORDS = (
    "Save up to {n}% on a {make} {ware} when you order before midnight.",
    "{make} {ware}: now from £{n}. Shop now",
    "Compare {ware} deals in two minutes and see how much you could save.",
    "Get £{n} off your first {make} {ware}. Terms apply.",
)
_GAPS = (" ", " ", " ", "\n      ", "  ", "\xa0")
#: What is spelled as an entity, and what is passed over whole before it.
_SPELLED = re.compile(r"(?s)<script.*?</script>|<style.*?</style>|(?P<letter>[^\x00-\x7f])")
#: Words of the shortest headline in a list of links, and the attribute of a list that is the article's own.
_LEAST_HEADLINE, _OF_ARTICLE = 5, "data-of-article"
_BLOCKS = frozenset({"p", "div", "section", "ul", "ol", "h2", "h3", "figure", "blockquote"})


def paragraphs(tree: HtmlElement) -> list[HtmlElement]:
    """Return the paragraphs of running text."""
    return [one for one in tree.iter("p") if len(one.text_content().split()) >= 12 and one.getparent() is not None]


def headline(rng: Random) -> str:
    """Return an invented headline."""
    return f"{rng.choice(_SUBJECTS)} in {rng.choice(_PLACES)} {rng.choice(_DEEDS)}"


def _put(after: HtmlElement, markup: str) -> None:
    new = fragment_fromstring(markup)
    new.tail, after.tail = after.tail, None
    after.addnext(new)


def _links(rng: Random, n: int) -> str:
    return "".join(f'<li><a href="/news/{rng.randrange(10**6)}">{headline(rng)}</a></li>' for _ in range(n))


def mark_lists(tree: HtmlElement, body: str) -> None:
    """Mark the lists whose links stand in an article's marked body: to change them would change the article."""
    whole = " ".join(body.split())
    for listed in tree.iter("ul", "ol"):
        texts = [" ".join(link.text_content().split()) for link in listed.iter("a")]
        if any(text in whole for text in texts if len(text.split()) >= _LEAST_HEADLINE):
            listed.set(_OF_ARTICLE, "")


def related_links(tree: HtmlElement, rng: Random) -> None:
    """Show other headlines in the page's lists of links, and a box of them in the text and under it."""
    for listed in tree.iter("ul", "ol"):
        links = [link for link in listed.iter("a") if link.text and len(link.text.split()) >= _LEAST_HEADLINE]
        linked = sum(len(link.text_content()) for link in links)
        is_of_page = listed.get(_OF_ARTICLE) is None
        if links and is_of_page and linked >= 0.8 * len("".join(listed.itertext()).strip()):
            for link in links:
                link.text = headline(rng)
    name = rng.choice(("related", "related-stories", "more-on-this", "recommended-articles", "read-more", "recirc"))
    title = rng.choice(("Related", "More on this story", "Read more", "You may also like", "Most read"))
    if texts := paragraphs(tree):
        _put(rng.choice(texts), f'<div class="{name}"><h3>{title}</h3><ul>{_links(rng, 3)}</ul></div>')
        _put(
            rng.choice(texts),
            f'<aside class="{name}-inline"><a href="/a/{rng.randrange(999)}">{headline(rng)}</a></aside>',
        )
        _put(texts[-1], f'<section class="{name}"><h2>{title}</h2><ul>{_links(rng, 6)}</ul></section>')


def share_counts(tree: HtmlElement, rng: Random) -> None:
    """Count shares and comments anew, in a bar above the text and one under it."""
    for element in tree.iter("span", "a", "button"):
        if element.text and re.fullmatch(r"\s*[\d.,]+[kK]?\s*(?:shares?|comments?|likes?)\s*", element.text):
            element.text = re.sub(r"[\d.,]+", str(rng.randrange(2, 9000)), element.text)
    name = rng.choice(("share-bar", "social-share", "sharing-tools"))
    bar = (
        f'<div class="{name}"><span>{rng.randrange(2, 9000)} shares</span>'
        "<a href='#'>Facebook</a> <a href='#'>X</a> <a href='#'>WhatsApp</a> "
        f"<a href='#comments'>{rng.randrange(500)} comments</a></div>"
    )
    if texts := paragraphs(tree):
        _put(texts[0], bar)
        _put(texts[-1], bar)


def newsletter(tree: HtmlElement, rng: Random) -> None:
    """Ask for an address in the midst of the text, and to follow and download under it."""
    asked = rng.choice(
        (
            "Sign up to our daily newsletter for the biggest stories in your inbox.",
            "Get the best of our journalism every morning. Enter your email address to subscribe.",
            "Join our WhatsApp channel for breaking news from across the region.",
            "Subscribe to our newsletter and never miss a story.",
        )
    )
    name = rng.choice(("newsletter-signup", "newsletter", "signup-box", "promo newsletter-promo"))
    if texts := paragraphs(tree):
        form = '<form><input type="email"><button>Sign up</button></form>'
        _put(rng.choice(texts), f'<div class="{name}"><h4>Stay informed</h4><p>{asked}</p>{form}</div>')
        _put(texts[-1], '<p class="follow-us">Follow us on <a href="#">Facebook</a> and download our app.</p>')


def cookie_notice(tree: HtmlElement, rng: Random) -> None:
    """Ask for consent on top of the page."""
    body = tree.find("body")
    if body is None:
        return
    name = rng.choice(("cookie-banner", "consent-notice", "gdpr-popup"))
    said = f"We and our {rng.randrange(90, 900)} partners use cookies to store and access personal data on your device."
    notice = fragment_fromstring(
        f'<div class="{name}" role="dialog"><p>{said}</p><button>Accept all</button>'
        '<a href="/privacy">Privacy policy</a></div>'
    )
    notice.tail = body.text
    body.text = None
    body.insert(0, notice)


def ads(tree: HtmlElement, rng: Random) -> None:
    """Put other advertisements between the paragraphs: frames, labelled boxes, boxes of words."""
    for one in paragraphs(tree):
        if rng.random() < 0.3:
            _put(one, _ad(rng))


def _ad(rng: Random) -> str:
    slot = rng.randrange(10**6)
    words = rng.choice(_AD_WORDS).format(n=rng.randrange(5, 80), make=rng.choice(_MAKES), ware=rng.choice(_WARES))
    return rng.choice(
        (
            f'<div class="ad" id="div-gpt-ad-{slot}"><iframe src="https://ads.example/{slot}"></iframe></div>',
            f'<div class="ad-slot"><p class="ad-label">Advertisement</p><div id="slot{slot}"></div></div>',
            f'<aside class="advert"><p>{words}</p></aside>',
            f'<div class="sponsored-content"><a href="https://ads.example/{slot}">{words}</a></div>',
            f'<p class="advertisement">{words}</p>',
            "<p>Advertisement</p>",
            f'<p><a href="https://ads.example/{slot}" rel="sponsored">{words}</a></p>',
            '<p class="ad-notice">Story continues below</p>',
        )
    )


def time_stamps(tree: HtmlElement, rng: Random) -> None:
    """Say another time of change: in the head, in its JSON, under the headline, and how long ago that is."""
    clock = f"{rng.randrange(24):02d}:{rng.randrange(60):02d}"
    for meta in tree.iter("meta"):
        name = f"{meta.get('property')} {meta.get('name')} {meta.get('itemprop')}".lower()
        if "modified" in name or "updated" in name:
            meta.set("content", f"2026-11-22T{clock}:00Z")
    for script in tree.iter("script"):
        if script.text and "ld+json" in (script.get("type") or ""):
            script.text = re.sub(r'("dateModified"\s*:\s*")[^"]*', rf"\g<1>2026-11-22T{clock}:00Z", script.text)
    for ago in tree.iter("span", "time", "p", "div"):
        if ago.text and re.fullmatch(r"\s*\d+ (?:minutes|hours|days) ago\s*", ago.text):
            ago.text = f"{rng.randrange(2, 23)} hours ago"
    stamp = rng.choice(
        (
            f"Updated {rng.randrange(2, 23)} hours ago",
            f"Last updated: {clock}, 22 Nov 2026",
            f"Updated November 22, 2026 {clock} GMT",
            f"Last modified on Sun 22 Nov 2026 {clock} GMT",
        )
    )
    markup = rng.choice(('<p class="updated">{}</p>', '<div class="article-meta"><time>{}</time></div>', "<p>{}</p>"))
    if texts := paragraphs(tree):
        texts[0].addprevious(fragment_fromstring(markup.format(stamp)))
        if rng.random() < 0.5:
            _put(texts[-1], markup.format(stamp))


def _texts(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Yield each string of text that readers see, with its element and the attribute in which it lies."""
    for element in tree.iter(*_BLOCKS, "span", "a", "em", "strong", "b", "i", "li", "h1", "td"):
        if element.text:
            yield element, "text"
        if element.tail:
            yield element, "tail"


def white_space(tree: HtmlElement, rng: Random) -> None:
    """Break and indent the lines of the markup anew."""
    for element, where in _texts(tree):
        text: str = getattr(element, where)
        setattr(element, where, re.sub(r" +", lambda _: rng.choice(_GAPS), text))


def typography(tree: HtmlElement, rng: Random) -> None:
    """Spell quotation marks, apostrophes, dashes and dots the other way."""
    curl = rng.random() < 0.3
    for element, where in _texts(tree):
        text: str = getattr(element, where)
        if curl:
            text = re.sub(r"(?<=\w)'(?=\w)", "’", re.sub(r'(?<!\S)"(?=\w)', "“", re.sub(r'(?<=[\w.,!?])"', "”", text)))
        else:
            text = text.translate({0x201C: '"', 0x201D: '"', 0x2018: "'", 0x2019: "'", 0x2026: "..."})
            text = text.replace(" – ", " — ")
        setattr(element, where, text)


def entities(markup: str, rng: Random) -> str:
    """Spell characters of a page's markup as entities, by name or number; the page stays the same."""
    names = {
        "“": "&ldquo;",
        "”": "&rdquo;",
        "’": "&rsquo;",
        "‘": "&lsquo;",
        "–": "&ndash;",
        "£": "&pound;",
        "é": "&eacute;",
    }
    is_named = rng.random() < 0.5

    def spelled(found: re.Match[str]) -> str:
        letter = found["letter"]
        if letter is None:
            # scripts and styles are not read as markup: an entity in them would be another text
            return found[0]
        return names[letter] if is_named and letter in names else f"&#{ord(letter)};"

    head, body, rest = markup.partition("<body")
    return head + body + _SPELLED.sub(spelled, rest)


def asides(tree: HtmlElement, rng: Random) -> None:
    """Let asides, boxes of links and figures change their places in the text; turn the lists of links round."""
    texts = paragraphs(tree)
    moved = [one for one in tree.iter("aside", "figure") if len(one.text_content().split()) < 60][:6]
    for box in moved:
        parent = box.getparent()
        if parent is None or not texts or any(box in text.iterancestors() for text in texts):
            continue
        place = rng.choice(texts)
        if any(above is box for above in place.iterancestors()):
            continue
        tail, box.tail = box.tail, None
        before = box.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + (tail or "")
        else:
            parent.text = (parent.text or "") + (tail or "")
        parent.remove(box)
        place.addnext(box)
    for listed in tree.iter("ul"):
        items = [item for item in listed if item.tag == "li"]
        if len(items) > 2 and all(item.find(".//a") is not None for item in items):
            rng.shuffle(items)
            for item in items:
                listed.append(item)


def captions(tree: HtmlElement, rng: Random) -> None:
    """Show another picture: other words under it, another credit."""
    for caption in tree.iter("figcaption"):
        for child in list(caption):
            caption.remove(child)
        caption.text = f"The harbour at {rng.choice(_PLACES)} on a calm day. Photograph: {rng.choice(_MAKES)} Pictures"
    if texts := paragraphs(tree):
        credit = f"<figcaption>A street in {rng.choice(_PLACES)} (Image: {rng.choice(_MAKES)} Pictures)</figcaption>"
        _put(rng.choice(texts), f'<figure><img src="/p/{rng.randrange(999)}.jpg" alt="A street">{credit}</figure>')


def byline_moved(tree: HtmlElement, rng: Random) -> None:
    """Print the byline at the end instead of on top, or there too."""
    texts = paragraphs(tree)
    if not texts:
        return
    for box in tree.iter("div", "p", "span"):
        if re.search(r"\bby-?line\b|\bauthor\b", f"{box.get('class')}") and 1 < len(box.text_content().split()) < 12:
            copied = deepcopy(box)
            copied.tail = None
            texts[-1].addnext(copied)
            if rng.random() < 0.5:
                box.drop_tree()
            return
    _put(texts[-1], f'<p class="byline">By {rng.choice(("Tamsin Ockley", "Hugh Laverick"))}</p>')


def everything(tree: HtmlElement, rng: Random) -> None:
    """All of it at once."""
    for change in list(LITTER.values())[:-1]:
        change(tree, rng)


LITTER: dict[str, Change] = {
    "nothing": lambda _tree, _rng: None,
    "related links": related_links,
    "share counts": share_counts,
    "newsletter": newsletter,
    "cookie notice": cookie_notice,
    "ads": ads,
    "time stamps": time_stamps,
    "white space": white_space,
    "typography": typography,
    "asides": asides,
    "captions": captions,
    "byline": byline_moved,
    "everything": everything,
}
