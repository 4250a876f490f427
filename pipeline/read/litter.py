"""What stands around an article: taken out of the page before extraction, and out of the blocks after it.

Two looks, because neither is enough: the markup names most boxes by class or id, and what has no name is known by its
words.
"""

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

#: Names of boxes, as the words of class, id and the like; matched as whole words.
_BOXES = re.compile(
    r"(?<= )(?:shar(?:e|ing) ?(?:bar|tools?|buttons?|links?|icons?|widget|box|list|menu)?|social ?(?:media|links?|share|bar|icons?)?"
    r"|news ?letters?(?: \w+)?|sign ?up|subscri(?:be|ption)s?(?: \w+)?|promo(?:tion)?s?|related(?: \w+)?|recirc(?:ulation)?|recommend(?:ed|ations?)?"
    r"|most (?:read|popular|viewed|shared)|trending|popular (?:posts|articles|stories)|read (?:more|next|also)|more (?:on|from|stories|news|like)|also (?:read|like)|see also|next up"
    r"|comments?(?: \w+)?|respond|reply|disqus|cookies?(?: \w+)?|consent|gdpr|by ?lines?|authors?(?: (?:bio|box|info|card|name|meta|details))?|contributors?"
    r"|captions?|credits?|copyright|bread ?crumbs?|tags?(?: (?:list|cloud|links))?|topics?(?: list)?|kickers?|eyebrows?|label|badge"
    r"|adverts?|advertisements?|ads?|sponsor(?:ed)?|taboola|outbrain|print ?only|tool ?bar|pagination|popup|modal|skip(?: \w+)?"
    r"|time ?stamp|date ?line|pub ?date|published|post ?meta|entry ?meta|article ?meta|meta ?(?:data|info)?|reading time|follow(?: \w+)?|donat(?:e|ion)|mostread|readmore)(?= )"
)
_NAMING = ("class", "id", "data-component", "data-testid", "data-module", "aria-label")
#: Elements that are no part of a text, whatever they are called.
_NEVER_TEXT = frozenset({"figcaption", "form", "nav", "dialog", "button", "template", "noscript", "svg", "address"})
_NEVER_PRUNED = frozenset({"html", "head", "body", "main", "article", "h1", "p"})
#: A box with more of the page's paragraphs than this is the text itself under an odd name.
_MOST_OF_TEXT = 0.15

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|[^A-Za-z]+")


def prune(tree: HtmlElement) -> None:
    """Take out, in place, the parts of a page that are named as something else than its text."""
    limit = _MOST_OF_TEXT * max(1, sum(_length(paragraph) for paragraph in tree.iter("p")))
    body = tree.find("body")
    doomed = [element for element in (body if body is not None else tree).iter() if _is_litter(element, limit)]
    for element in doomed:
        # an outer box may have gone already, and this one with it
        if element.getparent() is not None:
            element.drop_tree()


def _is_litter(element: HtmlElement, limit: float) -> bool:
    if not isinstance(element.tag, str) or element.tag in _NEVER_PRUNED:
        return False
    if element.tag not in _NEVER_TEXT and not _BOXES.search(_names(element)):
        return False
    return element.find(".//h1") is None and sum(_length(paragraph) for paragraph in element.iter("p")) <= limit


def _names(element: HtmlElement) -> str:
    # a bar between two names, so that words of two names make no third
    names = " | ".join(_HUMP.sub(" ", element.get(name) or "") for name in _NAMING)
    return f" {names} ".lower()


def _length(element: HtmlElement) -> int:
    return sum(len(part) for part in element.itertext())


#: Lines that end the article: what follows is the page's own.
_END = re.compile(
    r"(?:leave|post|write|add|submit) (?:a|your) (?:response|reply|comment)s?|your email address will not be published.*"
    r"|(?:most (?:read|popular|viewed|shared)|trending(?: now)?|more (?:stories|news|top stories|must[- ]reads).*"
    r"|related (?:stories|articles|posts|topics|content|news|links|coverage)|you (?:may|might) (?:also )?like.*"
    r"|recommended(?: for you)?|read next|up next|editor[’']?s[’']? picks|join the conversation|comments?|conversation)",
    re.IGNORECASE,
)
#: Lines that ask the reader for something, or point elsewhere.
_PROMPT = re.compile(
    r"(?:read|see|watch|listen|hear|find out) (?:more|next|also|now|the latest)\b[^.]*|(?:also|must) read\b.*|(?:don[’']t|do not) miss\b.*"
    r"|(?:read|learn|find out) more (?:about|at|on|here|from)?\b.*|(?:more|related|see also|watch|listen|read|up next|next|go deeper|in pics|in pictures|explained|video)\s?:.*"
    r"|(?:sign|signing) up\b.*|subscribe\b.*|(?:please )?(?:log|sign) in\b.*|register (?:now|for|to)\b.*|join (?:our|us|the)\b.*\b(?:whatsapp|telegram|newsletter|channel|community|conversation)\b.*"
    r"|follow (?:us|the|our|[A-Z@]).*\b(?:twitter|facebook|instagram|whatsapp|threads|google|bluesky|tiktok|x)\b.*|(?:like|find) us on\b.*"
    r"|(?:get|want|receive|stay)\b.*\b(?:inbox|newsletters?|e-?mail updates|alerts|updates straight)\b.*|.*\bsign up (?:for|to)\b.*\b(?:newsletters?|briefing|alerts|here|updates)\b.*"
    r"|.*\bsubscribe to (?:our|the|my)\b.*|.*\bclick here\b.*|(?:download|get) (?:our|the) (?:free )?.*\bapp\b.*|for (?:more|all the latest)\b.*\b(?:stories|news|articles|follow|visit|check|click|sign)\b.*"
    r"|if you (?:enjoyed|liked|found)\b.*|(?:do you|have you|got)\b.*\b(?:story|tip|tips|share)\b.*\b(?:contact|e-?mail|us|here)\b.*|(?:e-?mail|contact) (?:us|the (?:author|newsroom|reporter))\b.*"
    r"|(?:share|tweet|save|print|e-?mail|copy link|whatsapp|facebook|twitter|pinterest|linkedin|comments?)(?:[\s,|/·]+(?:this|article|story|share|tweet|save|print|e-?mail|on|copy|link|whatsapp|facebook|twitter|x|pinterest|linkedin|reddit|comments?|via))*"
    r"|.*\ball rights reserved\b.*|(?:copyright\s)?©.*|(?:we|this (?:site|website|page)) uses? cookies\b.*|.*\b(?:accept|manage) (?:all )?cookies\b.*|.*\bcookie (?:policy|settings|notice)\b.*|.*\bprivacy policy\b.*"
    r"|.*\brequired fields are marked\b.*|save my name, e-?mail.*|.*\baffiliate (?:links?|commission)\b.*|advertisements?|(?:story|article) continues below.*|scroll (?:down|to continue).*|sponsored(?: content)?|promoted.*|loading\W*",
    re.IGNORECASE,
)
#: Who took the picture, who wrote, when: marks of the page, not words of the article.
_MARK = re.compile(
    r"(?:images?|pictures?|pics?|photos?|photographs?|photography|credit|file (?:photo|image|picture)|foto|bild|fotos|фото|写真|source|sources|quelle)\s?(?:credit|by|courtesy)?\s?[:：].*"
    r"|(?:photo|photograph|picture|image|illustration|video)s? (?:by|courtesy)\b.*|.*\b(?:getty images?|shutterstock|alamy|pa wire|wireimage|istock)\b.*"
    r"|(?:exclusive|breaking|breaking news|live|updated|opinion|analysis|watch|video|news|world|politics|sport|business|uk|us|advertisement|premium|listen|fact-checked|proofread|published|gallery|explainer)"
    r"|(?:published|updated|posted|last (?:updated|modified)|first published|modified|created|date)\b.*\d.*"
    r"|(?:additional |with )?(?:reporting|additional reporting|editing|writing|compiled)\s(?:by|for)\b.*|\(?(?:additional )?reporting by\b.*|by [A-Z][\w’'-]+(?: [A-Z][\w’'-]+){1,3}(?:,.*)?"
    r"|(?:\d+ )?(?:min(?:ute)?s?|hours?|days?) (?:read|ago)|\W*",
    re.IGNORECASE,
)
#: `(Image: Express)` at the end of a line: the line is a caption.
_CREDIT_AT_END = re.compile(
    r"\((?:image|picture|photo|pic|credit|video|file|photograph|foto|bild)s?\s?(?:credit|by|courtesy of)?\s?[:/].{1,80}\)\W*$"
    r"|\[?(?:photo|picture|image|photograph|file photo|foto)(?: credit)?s?\s?(?:by|:|/)\s?[^.]{2,60}\]?$",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"(?:\w+,?\s)?(?:\d{1,2}(?:st|nd|rd|th)?\s\w+|\w+\s\d{1,2}(?:st|nd|rd|th)?),?\s\d{4}\b[\s,|·at-]*(?:\d{1,2}[:.]\d\d.{0,24})?",
    re.IGNORECASE,
)
#: Words of the longest line that a prompt or mark can be; what is longer is a paragraph that happens to begin like one.
_LONGEST_PROMPT = 45
_LONGEST_MARK = 22
#: Part of the blocks that lie before a line can end the article.
_EARLIEST_END = 0.4
#: Blocks at the top among which headline and standfirst are looked for again.
_N_TOP = 6


def clean(blocks: Sequence[str], repeated: Sequence[str]) -> list[str]:
    """Return the blocks of an article without what its page adds.

    Args:
        blocks: as extracted, in order.
        repeated: what the page says elsewhere and may repeat at the top: headline, standfirst, byline.
    """
    known = {_folded(text) for text in repeated if text}
    kept = [
        block
        for place, block in enumerate(_until_end(blocks))
        if not _is_line_of_page(block) and not (place < _N_TOP and _folded(block) in known)
    ]
    while kept and not _is_sentence(kept[-1]) and len(kept[-1].split()) <= 4:
        # a heading with nothing under it
        kept.pop()
    return kept


def _until_end(blocks: Sequence[str]) -> Sequence[str]:
    earliest = len(blocks) * _EARLIEST_END
    for place, block in enumerate(blocks):
        if place >= earliest and _END.fullmatch(block.strip(" :.-*")):
            return blocks[:place]
    return blocks


def _is_line_of_page(block: str) -> bool:
    n_words = len(block.split())
    if n_words <= _LONGEST_MARK and (_MARK.fullmatch(block) or _DAY.fullmatch(block)):
        return True
    return n_words <= _LONGEST_PROMPT and bool(_PROMPT.fullmatch(block) or _CREDIT_AT_END.search(block))


def _is_sentence(block: str) -> bool:
    return block.rstrip("”\"'’)]»").endswith((".", "!", "?", "…", "。", "！", "？", ":"))


def _folded(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()
