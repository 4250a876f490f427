"""Pages for the tests: an article of our own, and templates with the litter that outlets put around theirs."""

from datetime import UTC, datetime
from html import escape

from pipeline.nouns import FeedEntry, Page

FETCHED_AT = datetime(2026, 3, 8, 12, 0, tzinfo=UTC)
URL = "https://www.harrowmere-courier.example/news/crime/old-quay-cases-4471"

HEADLINE = "Harrowmere police reopen 340 cases after quay inquiry denials"
STANDFIRST = "EXCLUSIVE: The decision follows months in which the force said that there was nothing to look at again."
CAPTION = "Chief Constable Ines Farrow and Mayor Tobin Hale at the old quay (Image: Courier)"
BYLINE = "Maud Ellery"
PARAGRAPHS = tuple(
    """\
Harrowmere police have reopened 340 cases in an inquiry into thefts at the old quay, a letter seen by this newspaper shows.
The mayor, Tobin Hale, had said three times since January that there were no reports of organised theft on the waterfront.
“We are looking again at every file that mentions the quay,” Chief Constable Ines Farrow wrote in the letter, which is \
dated 5 March.
The review covers a period of eight years and is to be completed by June 2026, she added.
Traders on the waterfront said that they had lost goods worth £1.2 million since the autumn. “Nobody came when we called,” \
said Orla Penhale, who runs a chandlery there.
A spokesperson for the mayor declined to comment on Saturday.
""".splitlines()
)
#: What a reader of the page sees beside the article, none of which may end in its text.
LITTER = (
    "EXCLUSIVE",
    "Share this article",
    "Tweet",
    "combo image",
    "(Image: Courier)",
    "By Maud Ellery",
    "Crime Correspondent",
    "09:30, 7 Mar 2026",
    "Sign up for our daily newsletter",
    "Invalid email",
    "READ MORE: Ferry fares to rise again in April",
    "Most read",
    "Council backs plan for new footbridge",
    "Related articles",
    "Man fined for feeding gulls",
    "LEAVE A RESPONSE",
    "Your email address will not be published. Required fields are marked *",
    "We use cookies",
    "All rights reserved",
    "Advertisement",
)


def tabloid_page(
    headline: str,
    standfirst: str,
    caption: str,
    byline: str,
    paragraphs: tuple[str, ...],
    *,
    head: str = "",
    site: str = "Harrowmere Courier",
) -> str:
    """Return an article within the boxes of a tabloid's page: bars, prompts, captions, lists, a comment form."""
    quoted = [f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs]
    middle = len(quoted) // 2
    return f"""<!doctype html><html lang="en-GB"><head><title>{escape(headline)} | {site}</title>
    <meta property="og:site_name" content="{site}"><meta property="og:title" content="{escape(headline)}">
    {head}</head><body>
    <div id="cookie-banner"><p>We use cookies to make this site work and to sell you things. <a href="/c">Accept all</a></p></div>
    <nav><ul><li><a href="/news">News</a></li><li><a href="/sport">Sport</a></li></ul></nav>
    <article class="article-main"><div class="label">EXCLUSIVE</div><p class="tag">News</p>
    <h1>{escape(headline)}</h1><p class="standfirst">{escape(standfirst)}</p>
    <div class="byline">By {byline}<span class="title">Crime Correspondent</span><time datetime="2026-03-07T09:30:00Z">09:30, 7 Mar 2026</time></div>
    <div class="share-bar"><button>Share this article</button><a href="#">Tweet</a><a href="#">WhatsApp</a></div>
    <figure><img src="a.jpg" alt="combo image"><p>Farrow and Hale combo image</p><figcaption>{escape(caption)}</figcaption></figure>
    <div class="article-body">{"".join(quoted[:middle])}
    <p>{escape(caption)}</p>
    <div class="newsletter-signup"><h3>Sign up for our daily newsletter</h3><p>Invalid email</p><form><input name="mail"></form></div>
    <p><strong>READ MORE: <a href="/ferry">Ferry fares to rise again in April</a></strong></p>
    <p>Advertisement</p>
    {"".join(quoted[middle:])}</div>
    <div class="related"><h2>Related articles</h2><ul><li><a href="/g">Man fined for feeding gulls</a></li></ul></div></article>
    <aside><h2>Most read</h2><ol><li><a href="/f">Council backs plan for new footbridge</a></li></ol></aside>
    <section><h3>LEAVE A RESPONSE</h3><p>Your email address will not be published. Required fields are marked *</p>
    <form><textarea></textarea></form></section>
    <footer>© 2026 {site}. All rights reserved.</footer></body></html>"""


def own_page(*, head: str = "") -> str:
    """Return our article in a tabloid's page."""
    return tabloid_page(HEADLINE, STANDFIRST, CAPTION, BYLINE, PARAGRAPHS, head=head)


def page(
    html: str | bytes,
    *,
    url: str = URL,
    status: int = 200,
    content_type: str = "text/html; charset=utf-8",
    entry: FeedEntry | None = None,
) -> Page:
    """Return a fetched page with this body."""
    return Page(
        url=url,
        requested_url=url,
        outlet="harrowmere-courier",
        fetched_at=FETCHED_AT,
        status=status,
        headers={"content-type": content_type},
        body=html.encode() if isinstance(html, str) else html,
        content_hash="0" * 64,
        entry=entry,
    )
