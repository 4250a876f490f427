"""What is no article, and how it is known: cheap looks before a page is parsed, closer ones after."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from pipeline.nouns import Outcome, Page, Rejected
from pipeline.read.head import Head
from pipeline.read.rules import ReadRules


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_NO_TEXT = _any_of(
    r"^\s*(?:image|video|audio|font)/",
    r"application/(?:pdf|zip|octet-stream|json|javascript|msword|vnd\.)",
)
#: First bytes of what is no text, whatever its header says.
_MAGIC = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"PK\x03\x04": "a ZIP archive",
    b"\x1f\x8b": "gzip data",
    b"\x7fELF": "a program",
    b"RIFF": "a media file",
    b"ID3": "an MP3 file",
    b"OggS": "an Ogg file",
}
_REFUSED = frozenset({401, 403, 407, 429, 451})
_PAYMENT_REQUIRED = 402

#: Traces of the common bot walls in the markup.
_CHALLENGE = _any_of(
    r"cf-browser-verification|cf[-_]chl[-_]|challenge-platform/h/|_Incapsula_Resource|px-captcha|captcha-delivery\.com",
    r"awswaf|distil_r_captcha|/_sec/cp_challenge|ddos-guard",
    r"<title>\s*(?:just a moment|attention required|access denied|are you a (?:human|robot)|please verify you are"
    r"|pardon our interruption|security check|human verification|robot or human)",
)
#: What challenges and consent pages say.
_CHALLENGE_WORDS = _any_of(
    r"checking your browser before|verify (?:that )?you are (?:a )?human|enable javascript and cookies to continue",
    r"unusual (?:traffic|activity) from your|complete the security check|confirm (?:that )?you are not a robot",
    r"access to this page has been denied|before you continue to|we value your privacy|your privacy choices",
    r"we and our (?:\d+ )?partners (?:store|use|process)|accept (?:all )?cookies to continue",
    r"manage your (?:cookie|privacy|consent) (?:settings|preferences)|unusual traffic",
    r"kein roboter sind|n[’']êtes pas un robot|no (?:es|eres|soy) un robot|non sei un robot|você não é um robô",
    r"(?:ви|вы) не робот|请完成验证|安全验证|人机验证|ロボットではありません|로봇이 아닙니다|لست روبوت",
    r"wir und unsere (?:\d+ )?partner|mit werbung (?:und cookies )?weiterlesen|nous et nos (?:\d+ )?partenaires",
    r"nosotros y nuestros (?:\d+ )?socios|noi e i nostri (?:\d+ )?partner|wij en onze (?:\d+ )?partners",
)
_ERROR_TITLE = _any_of(
    r"\b(?:404|410|page not found|not found|(?:internal )?server error|50[0234]|service unavailable|bad gateway)\b",
    r"\bpage (?:you requested )?(?:does ?n[o’']t exist|is unavailable|can ?not be found)\b|something went wrong",
    r"seite nicht gefunden|page introuvable|p[aá]gina no encontrada|article (?:is )?no longer available",
    r"pagina non trovata|p[aá]gina não encontrada|pagina niet gevonden|sidan (?:kunde inte hittas|hittades inte)",
    r"(?:сторінку|страниц[ау]) не (?:знайдено|найдена)|nie znaleziono strony|الصفحة غير موجودة|sayfa bulunamadı",
    r"ページが見つかりません|页面不存在|找不到(?:网页|页面|頁面)|페이지를 찾을 수 없",
)
_ERROR_WORDS = _any_of(
    r"(?:page|article|story) (?:that )?you(?:[’']re| are| were|[’']ve| have)? (?:looking for|requested|tried)",
    r"(?:page|article|story).{0,30}(?:could ?n[o’']t|can ?n[o’']t|can[’']t) be found",
    r"page not found|no longer (?:available|exists)|error 40[34]",
)
#: What outlets write where they cut a text off.
_WALL = _any_of(
    r"(?:subscribe|register|sign up|sign in|log in|join)(?: now| today)? to "
    r"(?:continue|read|keep reading|unlock|access|view|get full|finish)",
    r"(?:this|the) (?:article|story|content|page) is (?:only )?(?:for|available (?:only )?to|reserved for|exclusive to)"
    r" (?:our )?(?:paying |premium |registered )?(?:subscribers|members)",
    r"continue reading (?:this (?:article|story)|with|,? (?:subscribe|register|log in|sign in))",
    r"keep reading (?:for|with)",
    r"subscribers? only|subscriber[- ]exclusive|unlock this (?:article|story)|already a (?:subscriber|member)\?",
    r"you(?:[’']ve| have) (?:reached|used|read) (?:your|all|the) .{0,30}(?:free|monthly|limit)",
    r"(?:start|choose) your (?:free )?(?:trial|subscription)",
    r"r[eé]serv[eé] aux abonn[eé]s|artikel ist (?:nur )?f[uü]r abonnent|weiterlesen mit (?!werbung)",
    r"suscr[ií]bete para (?:seguir|continuar)|(?:solo|exclusivo) para suscriptores|riservato agli abbonati",
    r"exclusivo para assinantes|alleen voor abonnees|この記事は.{0,12}会員(?:限定|専用)|付费阅读|订阅后(?:阅读|继续)",
    r"лише для передплатників|только для подписчиков|للمشتركين فقط",
)
#: Pictures in figures from which on a page with hardly any text is a gallery: a count.
_GALLERY_FIGURES = 5
_NESTING = re.compile(rb"<(/?(?:p|div|span|b|i|font|ul|li|table|tr|td|blockquote|em|a))(?=[\s>])")
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
#: Bytes of a tag, or of what stands before the next, from which its attributes are counted.
_LONG_TAG = 20_000
_HIDDEN = frozenset({"script", "style", "template", "noscript", "svg", "iframe"})
_LEAST_PROSE_WORDS = 18
#: Words of a page from which on it is no challenge, consent page or error page.
_MOST_SHORT = 250
#: Of writing that puts no space between words.
_IDEOGRAM = re.compile("[\u2e80-\ud7ff\u0e00-\u0eff]")


def look_at_answer(page: Page, rules: ReadRules) -> Rejected | None:
    """Refuse by status, size, kind and shape what is not worth parsing, or must not be parsed."""
    kind = page.headers.get("content-type", "")
    if page.status >= 400:
        return _refuse(page, *_by_status(page))
    if not page.body.strip(b"\0 \t\r\n"):
        return _refuse(page, Outcome.EMPTY, "The page has no content.")
    if magic := next((what for mark, what in _MAGIC.items() if page.body.startswith(mark)), None):
        return _refuse(page, Outcome.NOT_TEXT, f"It is {magic}.")
    if _NO_TEXT.search(kind):
        return _refuse(page, Outcome.NOT_TEXT, f"Its content type is {kind.partition(';')[0].strip()}.")
    if len(page.body) > rules.max_bytes:
        return _refuse(page, Outcome.TOO_LARGE, f"It has {len(page.body):,} bytes; the limit is {rules.max_bytes:,}.")
    return _by_shape(page, rules)


def _by_status(page: Page) -> tuple[Outcome, str]:
    if page.status in _REFUSED or _CHALLENGE.search(_top(page)):
        return Outcome.BLOCKED, f"The server refused it with status {page.status}."
    if page.status == _PAYMENT_REQUIRED:
        return Outcome.PAYWALLED, "The server wants to be paid (status 402)."
    return Outcome.NOT_FOUND, f"The server answered with status {page.status}."


def _by_shape(page: Page, rules: ReadRules) -> Rejected | None:
    if page.body.count(b"\0") > len(page.body) // 8 and not page.body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _refuse(page, Outcome.NOT_TEXT, "It is binary.")
    n_tags = page.body.count(b"<")
    if n_tags > rules.max_tags:
        return _refuse(page, Outcome.TOO_LARGE, f"It has {n_tags:,} tags; the limit is {rules.max_tags:,}.")
    n_unclosed = _unclosed(page.body) if n_tags - page.body.count(b"</") > rules.max_unclosed else 0
    if n_unclosed > rules.max_unclosed:
        return _refuse(
            page, Outcome.TOO_LARGE, f"It leaves {n_unclosed:,} tags open; the limit is {rules.max_unclosed:,}."
        )
    n_attributes = _most_attributes(page.body)
    if n_attributes > rules.max_attributes:
        detail = f"One of its tags has about {n_attributes:,} attributes; the limit is {rules.max_attributes:,}."
        return _refuse(page, Outcome.TOO_LARGE, detail)
    return None


def _most_attributes(body: bytes) -> int:
    """Count the attributes of the tag that has most, roughly, tags of common length left out."""
    if not _has_gap(body):
        return 0
    parts = body.split(b"<")
    long_tags = (after.partition(b">")[0] for after in parts if len(after) > _LONG_TAG and after[:1].isalpha())
    return max((len(_QUOTED.sub(b"", tag).split()) for tag in long_tags), default=0)


def _has_gap(body: bytes) -> bool:
    """Tell whether more than `_LONG_TAG` bytes of a page have no tag, by one look into each stretch of that size."""
    at = -1
    while len(body) - at > _LONG_TAG + 1:
        last = body.rfind(b"<", at + 1, at + 2 + _LONG_TAG)
        if last < 0:
            return True
        at = last
    return False


def _unclosed(body: bytes) -> int:
    """Count opened less closed elements, of those that nest or that a parser must close by itself."""
    counts = Counter(_NESTING.findall(body.lower()))
    return sum(max(0, n - counts[b"/" + name]) for name, n in counts.items() if not name.startswith(b"/"))


def look_at_page(page: Page, tree: HtmlElement, head: Head) -> Rejected | None:
    """Refuse challenges, consent pages and error pages that came with status 200."""
    shown = _shown(tree, _MOST_SHORT)
    is_short = len(shown.split()) < _MOST_SHORT
    if is_short and (_CHALLENGE.search(_top(page)) or _CHALLENGE_WORDS.search(shown)):
        return _refuse(
            page, Outcome.BLOCKED, "It asks for consent or a proof of being human instead of showing a text."
        )
    titles = [text for text in (head.title, *head.printed) if text]
    if not head.is_article and is_short and any(_ERROR_TITLE.search(title) for title in titles):
        return _refuse(page, Outcome.NOT_FOUND, "It is an error page that came with status 200.")
    return None


def look_at_text(page: Page, tree: HtmlElement, head: Head, text: str, rules: ReadRules) -> Rejected | None:
    """Refuse, with the text at hand, lists of articles, texts behind a wall, and stubs."""
    if len(text) > rules.max_characters:
        detail = f"Its text has {len(text):,} characters; the limit is {rules.max_characters:,}."
        return _refuse(page, Outcome.TOO_LARGE, detail)
    n_words = max(len(text.split()), _ideograms(text))
    if n_words < rules.max_teaser_words and (evidence := _wall(tree, head, text)):
        return _refuse(page, Outcome.PAYWALLED, f"{evidence}, and only {n_words} words of its text are there.")
    if not head.is_article and head.is_media and not _has_prose(text, rules):
        return _refuse(page, Outcome.MEDIA, "It calls itself a gallery or a video, and its words are captions.")
    if not head.is_article and (evidence := _list_of_links(tree, head, text, rules)):
        return _refuse(page, Outcome.SECTION_PAGE, evidence)
    if n_words >= rules.least_words:
        return None
    return _stub(page, tree, head, text, rules)


def _stub(page: Page, tree: HtmlElement, head: Head, text: str, rules: ReadRules) -> Rejected:
    if not head.is_article and _ERROR_WORDS.search(_shown(tree)):
        return _refuse(page, Outcome.NOT_FOUND, "It says that the page does not exist.")
    if head.is_media or _shows(tree):
        return _refuse(
            page, Outcome.MEDIA, f"It is a gallery, video or recording with {len(text.split())} words of text."
        )
    if not text and not (head.headlines or head.printed):
        return _refuse(page, Outcome.EMPTY, "Neither a headline nor a text was found.")
    detail = f"Its text has {len(text.split())} words; an article has at least {rules.least_words}."
    return _refuse(page, Outcome.TOO_SHORT, detail)


def _wall(tree: HtmlElement, head: Head, text: str) -> str | None:
    asked = _WALL.search(_shown(tree))
    if head.is_free is False and (asked or text.endswith(("…", "..."))):
        return "It is marked as not free"
    if asked and head.is_free is not True:
        return f"It asks the reader to subscribe (“{' '.join(asked.group().split())}”)"
    return "It is marked as not free" if head.is_free is False else None


def _has_prose(text: str, rules: ReadRules) -> bool:
    """Tell whether a text has as many words in full sentences as make an article."""
    return _n_prose(text) >= rules.min_prose_words


def _shows(tree: HtmlElement) -> bool:
    """Tell whether a page shows a video, plays a recording, or has a row of pictures."""
    if next(tree.iter("video", "audio"), None) is not None:
        return True
    n_figures = sum(next(figure.iter("img", "picture"), None) is not None for figure in tree.iter("figure"))
    return n_figures >= _GALLERY_FIGURES


def _list_of_links(tree: HtmlElement, head: Head, text: str, rules: ReadRules) -> str | None:
    links = [link for link in tree.iter("a") if link.get("href")]
    if len(links) < rules.min_section_links:
        return None
    n_prose = _n_prose(text)
    is_front = not urlsplit(head.canonical_url).path.strip("/")
    if n_prose >= rules.min_prose_words and not (head.is_collection or is_front):
        return None
    n_linked = sum(len(" ".join(link.itertext()).split()) for link in links)
    share = n_linked / max(1, n_linked + n_prose)
    if share < rules.min_section_share:
        return None
    return f"It has {len(links)} links, and {share:.0%} of its words stand in them."


def _n_prose(text: str) -> int:
    """Count the words of lines that are as long as sentences."""
    counts = (max(len(line.split()), _ideograms(line)) for line in text.split("\n"))
    return sum(n for n in counts if n >= _LEAST_PROSE_WORDS)


def _ideograms(text: str) -> int:
    # scripts that put no space between words: two characters make about one
    return 0 if text.isascii() else len(_IDEOGRAM.findall(text)) // 2


def _shown(tree: HtmlElement, most: int | None = None) -> str:
    """Return the words that a page prints; of a longer one, no fewer than `most` of them."""
    body = tree.find("body")
    parts: list[str] = []
    n_left = math.inf if most is None else most
    for text in _printed(body if body is not None else tree):
        parts.append(text)
        n_left -= len(text.split())
        if n_left <= 0:
            break
    return " ".join(" ".join(parts).split())


def _printed(root: HtmlElement) -> Iterator[str]:
    for element in root.iter(etree.Element):
        if element.tag not in _HIDDEN and (text := element.text):
            yield text
        if (tail := element.tail) and ((parent := element.getparent()) is None or parent.tag not in _HIDDEN):
            yield tail


def _top(page: Page) -> str:
    return page.body[:20_000].decode("utf-8", "replace")


def _refuse(page: Page, outcome: Outcome, detail: str) -> Rejected:
    return Rejected(outcome=outcome, detail=detail, url=page.url)
