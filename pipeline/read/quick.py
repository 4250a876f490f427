"""The extraction library's quick way, its steps asked one by one, without those that a page gives no reason for.

The library asks its patterns of every box of every page, and measures the whole page after each short text: half of its
time. Here a look at the names in the page says first whether a pattern can match, and a bound whether there is anything
to measure. The lines are the same as the library's own; tests compare them.
"""

from collections.abc import Iterator
from copy import copy

from lxml import etree
from lxml.html import HtmlElement
from trafilatura import bare_extraction, html2txt
from trafilatura.core import ESCALATION_MAX_LENGTH, ESCALATION_PAGE_SHARE
from trafilatura.htmlprocessing import convert_tags, prune_unwanted_nodes, tree_cleaning
from trafilatura.main_extractor import extract_content
from trafilatura.settings import Extractor
from trafilatura.xml import xmltotxt
from trafilatura.xpaths import RAW_TREE_PRUNE_XPATH, REMOVE_COMMENTS_AND_LISTS_XPATH

#: Boxes, and names of them, of which the library's patterns for appended articles, share buttons and comments must
#: find one.
_BOXES = ("div", "section", "aside", "details", "list", "ol", "ul")
_PRUNED = (
    "mvp-post-add-", "infinite", "elementor-share-buttons", "article-comments", "post-comments",
    "\ncomm", "\nComm", "\ncomol", "\ndisqus_", "\ndsq-",
)  # fmt: skip
#: What may hold posts that the library takes for text.
_IS_FORUM = etree.XPath("boolean(.//script[@type='application/ld+json'][contains(., 'DiscussionForumPosting')])")
_UNMEASURED = frozenset({"script", "style", "template", "svg"})
_OPTIONS = Extractor(output_format="python", fast=True, comments=False)


def quick_text(tree: HtmlElement) -> str | None:
    """Return the text that the library's quick way finds, a line for each part; None: it finds none.

    Args:
        tree: the whole page; it is left as it is.
    """
    if _IS_FORUM(tree):
        return library_text(tree, is_quick=True)
    source = _pruned(copy(tree)) if _may_be_pruned(tree) else tree
    body, text = extract_content(convert_tags(tree_cleaning(copy(source), _OPTIONS), _OPTIONS), _OPTIONS)
    if len(text) < _OPTIONS.min_extracted_size or _is_little(source, text):
        # the library then tries again by other rules: few pages, and its own business
        return library_text(tree, is_quick=True)
    return xmltotxt(body, _OPTIONS.formatting)


def library_text(tree: HtmlElement, *, is_quick: bool) -> str | None:
    """Return the text that the library finds when it is asked as a whole.

    Args:
        tree: the whole page; it is left as it is.
        is_quick: without asking further extractors.
    """
    document = bare_extraction(tree, include_comments=False, fast=is_quick)
    return document.text if document is not None and not isinstance(document, dict) else None


def _may_be_pruned(tree: HtmlElement) -> bool:
    names = "".join(f"\n{box.get('id', '')}\n{box.get('class', '')}" for box in tree.iter(*_BOXES))
    return any(name in names for name in _PRUNED)


def _pruned(tree: HtmlElement) -> HtmlElement:
    for patterns in (RAW_TREE_PRUNE_XPATH, REMOVE_COMMENTS_AND_LISTS_XPATH):
        tree = prune_unwanted_nodes(tree, patterns)
    return tree


def _is_little(source: HtmlElement, text: str) -> bool:
    """Tell whether a text is so small a part of its page that the library tries again."""
    if len(text) >= ESCALATION_MAX_LENGTH:
        return False
    # what the page prints in all is no less than what the library measures, and is measured in a tenth of the time
    least = len(text) / ESCALATION_PAGE_SHARE
    return least < _n_printed(source) and least < len(html2txt(source))


def _n_printed(source: HtmlElement) -> int:
    return len(" ".join(" ".join(_printed(source)).split()))


def _printed(source: HtmlElement) -> Iterator[str]:
    for element in source.iter():
        if element.text and element.tag not in _UNMEASURED:
            yield element.text
        if element.tail:
            yield element.tail
