"""The lines of an extracted text that are its page's and not the article's, known by their words."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache

from pipeline.read.endings import without_ending
from pipeline.read.repeats import without_repeats


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


#: The top of a comment form, which ends the article: what follows is the page's own.
_FORM = _any_of(
    r"(?:leave|post|write|add|submit) (?:a|your) (?:response|reply|comment)s?",
    r"your email address will not be published.*",
)
#: Headings of lists of links.
_LIST_HEADING = _any_of(
    r"most (?:read|popular|viewed|shared)",
    r"trending(?: now| this week)?",
    r"more (?:stories|news|top stories|must[- ]reads).*|more on this(?: story)?",
    r"(?:related|recommended) (?:stories|articles|posts|topics|content|news|links|coverage|reading)|related",
    r"you (?:may|might) (?:also )?like.*|recommended(?: for you)?",
    r"read next|up next|editor[’']?s[’']? picks",
)
#: Lines that ask the reader for something, or point elsewhere.
_PROMPT = _any_of(
    # a point within a word or figure ends no sentence
    r"(?:read|see|watch|listen|hear|find out) (?:more|next|also|now|the latest)\b(?:[^.]|\.(?=\w))*",
    r"(?:read|learn|find out) more (?:about|at|on|here|from)?\b.*|(?:also|must) read\b.*",
    r"(?:don[’']t|do not) miss\b.*",
    r"(?:more|related|see also|watch|listen|read|up next|next|go deeper|in pics|in pictures|explained|video)\s?:.*",
    r"(?:sign|signing) up\b.*|subscribe\b.*|(?:please )?(?:log|sign) in\b.*|register (?:now|for|to)\b.*",
    r"join (?:our|us|the)\b.*\b(?:whatsapp|telegram|newsletter|channel|community|conversation)\b.*",
    r"follow (?:us|the|our|@\w).*\b(?:twitter|facebook|instagram|whatsapp|threads|google|bluesky|tiktok|x)\b.*",
    r"(?:like|find|follow) us on\b.*",
    r"(?:get|want|receive|stay)\b.*\b(?:inbox|newsletters?|e-?mail updates|alerts|updates straight)\b.*",
    r".*\bsign up (?:for|to)\b.*\b(?:newsletters?|briefing|alerts|here|updates)\b.*",
    r".*\bsubscribe to (?:our|the|my)\b.*|.*\bclick here\b.*",
    r"(?:download|get) (?:our|the) (?:free )?.*\bapp\b.*",
    r"for (?:more|all the latest)\b.*\b(?:stories|news|articles|follow|visit|check|click|sign)\b.*",
    r"if you (?:enjoyed|liked|found)\b.*|(?:do you )?(?:like|love|enjoy)(?:ed)? this (?:story|article|post)\?.*",
    r"(?:do you|have you|got)\b.*\b(?:story|tip|tips|share)\b.*\b(?:contact|e-?mail|us|here)\b.*",
    r"(?:e-?mail|contact) (?:us|the (?:author|newsroom|reporter))\b.*",
    r"(?:(?:share|tweet|save|print|e-?mail|copy|link|this|article|story|on|via|whatsapp|facebook|twitter|x|pinterest"
    r"|linkedin|reddit|bluesky|comments?)(?:[\s,|/·:]+|$))+",
    r".*\ball rights reserved\b.*|(?:copyright\s)?©.*",
    r"(?:we|this (?:site|website|page)) uses? cookies\b.*|.*\b(?:accept|manage) (?:all )?cookies\b.*",
    r".*\bcookie (?:policy|settings|notice)\b.*|.*\bprivacy policy\b.*",
    r".*\brequired fields are marked\b.*|save my name, e-?mail.*",
    r".*\baffiliate (?:links?|commission)\b.*",
    r"advertisements?|(?:story|article) continues below.*|scroll (?:down|to continue).*",
    r"sponsored(?: content)?|promoted(?: content| stories)?|loading\W*",
    r"we (?:will )?use your (?:sign-?up|registration|details)\b.*|.*\b(?:you can )?unsubscribe at any time\b.*",
    r"(?:.*[.!?] )?(?:enter|type in) your e-?mail\b.*|also on \w[\w.-]*\.\w{2,}\b.*",
)
#: Who took the picture, who wrote, when: marks of the page, not words of the article.
_MARK = _any_of(
    r"(?:images?|pictures?|pics?|photos?|photographs?|photography|credit|file (?:photo|image|picture)|foto|bild|fotos"
    r"|фото|写真|sources?|quelle)\s?(?:credit|by|courtesy)?\s?[:：].*",
    r"(?:photo|photograph|picture|image|illustration|video)s? (?:by|courtesy)\b.*",
    r".*\b(?:getty images?|shutterstock|alamy|pa wire|wireimage|istock)\b.*",
    r"exclusive|breaking|breaking news|live|updated|opinion|analysis|watch|video|news|world|politics|sport|business|uk",
    r"us|premium|listen|fact-checked|proofread|published|gallery|explainer|home",
    r"(?:published|updated|posted|last (?:updated|modified)|first published|modified|created|date)\b.*\d.*",
    r"\(?(?:additional |with )?(?:reporting|editing|writing|compiled)\s(?:by|for)\b.*",
    r"(?-i:By [A-Z][\w’'-]+(?: [A-Z][\w’'-]+){1,3}(?:,.*| and .*)?)",
    r"(?:\d+ )?(?:min(?:ute)?s?|hours?|days?) (?:read|ago)|\W*",
    # the address of a picture, and a time as machines write it
    r"https?://\S+\.(?:png|jpe?g|gif|webp|svg|mp4)\S*|\d{4}-\d\d-\d\dT\d\d:[\d:.Z+-]+",
)
#: What is said of a link to those who do not see where it leads.
_NEW_WINDOW = _any_of(
    r"\s?\((?:opens in (?:a )?new (?:window|tab)|(?:link )?(?:wird in )?(?:einem|im) neuen (?:fenster|tab) geöffnet"
    r"|öffnet (?:in einem|im) neuen (?:fenster|tab)|s’ouvre dans une nouvelle fenêtre)\)",
    r"(?:link wird in einem neuen tab geöffnet|\s?(?<=\w)opens in (?:a )?new (?:window|tab)\b)",
)
#: `(Image: Express)` at the end of a line: the line is a caption.
_CREDIT_AT_END = _any_of(
    r"\((?:image|picture|photo|pic|credit|video|file|photograph|foto|bild)s?\s?(?:credit|by|courtesy of)?\s?[:/]"
    r".{1,80}\)\W*$",
    r"\[?(?:photo|picture|image|photograph|file photo|foto)(?: credit)?s?\s?(?:by|:|/)\s?[^.]{2,60}\]?$",
)
_DAY = _any_of(
    r"(?:\w+,?\s)?(?:\d{1,2}(?:st|nd|rd|th)?\s\w+|\w+\s\d{1,2}(?:st|nd|rd|th)?),?\s\d{4}\b[\s,|·at-]*"
    r"(?:\d{1,2}[:.]\d\d.{0,24})?"
)
#: Words of the longest line that a prompt or mark can be; what is longer is a paragraph that happens to begin like one.
_LONGEST_PROMPT = 45
_LONGEST_MARK = 22
#: Characters of the longest line that is compared with patterns at all: a flood without spaces is one word.
_LONGEST_CHARACTERS = 1_500
#: Words of the longest headline in a list of links, and of the longest heading.
_LONGEST_LINK = 22
_LONGEST_HEADING = 4
#: Lines at the top among which headline and standfirst are looked for again.
_N_TOP = 6


#: Of writing without spaces; two of them count as a word.
_IDEOGRAM = re.compile("[\u2e80-\ud7ff]")


def n_words(line: str) -> int:
    """Return the words of a line, also where no spaces are written between them."""
    return len(line.split()) + (0 if line.isascii() else len(_IDEOGRAM.findall(line)) // 2)


def clean(
    lines: Sequence[str], repeated: Sequence[str], publishers: Iterable[str] = (), sure: Container[str] = ()
) -> list[str]:
    """Return the lines of an article without what its page adds.

    Args:
        lines: as extracted, in order, a paragraph each.
        repeated: what the page says elsewhere and may repeat at the top: headline, standfirst, byline.
        publishers: names of who publishes it, as `publishers_of` returns them.
        sure: lines whose place on the page tells so well that they are text that their words need not.
    """
    known = {_folded(text) for text in repeated}
    kept = [
        _NEW_WINDOW.sub("", line)
        for place, line in enumerate(_without_lists(_until_form(lines)))
        if (line in sure or not is_line_of_page(line)) and not (place < _N_TOP and _folded(line) in known)
    ]
    kept = without_ending(_without_kickers(kept), publishers)
    while kept and not _is_sentence(kept[-1]) and n_words(kept[-1]) <= _LONGEST_HEADING:
        # a heading with nothing under it
        kept.pop()
    return without_repeats(kept)


def _without_kickers(lines: list[str]) -> list[str]:
    """Leave out labels of a word or three before the first paragraph: `Essays`, `UK ·`, `Published:`."""
    first = next((place for place, line in enumerate(lines) if n_words(line) > _LONGEST_HEADING), 0)
    return [*(line for line in lines[:first] if n_words(line) >= _LONGEST_HEADING), *lines[first:]]


@lru_cache(maxsize=1_024)
def is_line_of_page(line: str) -> bool:
    """Tell whether a line, by itself, is a prompt, a credit, a label or a date."""
    if len(line) > _LONGEST_CHARACTERS:
        return False
    size = n_words(line)
    if size <= _LONGEST_MARK and (_MARK.fullmatch(line) or _DAY.fullmatch(line)):
        return True
    return size <= _LONGEST_PROMPT and bool(_PROMPT.fullmatch(line) or _CREDIT_AT_END.search(line))


def is_list_heading(line: str) -> bool:
    """Tell whether a line is the heading of a list of links, or of a comment form."""
    bare = _bare(line)
    return bool(_LIST_HEADING.fullmatch(bare) or _FORM.fullmatch(bare))


def _until_form(lines: Sequence[str]) -> Sequence[str]:
    return next((lines[:place] for place, line in enumerate(lines) if _FORM.fullmatch(_bare(line))), lines)


def _without_lists(lines: Sequence[str]) -> Iterator[str]:
    """Pass over headings of link lists, and the headlines under them, up to the next sentence."""
    is_list = False
    for line in lines:
        if _LIST_HEADING.fullmatch(_bare(line)):
            is_list = True
        elif not is_list or (_is_sentence(line) and n_words(line) > _LONGEST_LINK):
            is_list = False
            yield line


def _bare(line: str) -> str:
    return line.strip(" :.-*>»→")


def _is_sentence(line: str) -> bool:
    return line.rstrip("”\"'’)]»").endswith((".", "!", "?", "…", "。", "！", "？", ":"))


def _folded(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()
