"""Strips a mail's HTML to what cannot act: an allow-list of elements and attributes."""

from html import escape
from html.parser import HTMLParser

_KEPT = frozenset(
    {"a", "abbr", "b", "blockquote", "br", "center", "code", "dd", "div", "dl", "dt", "em", "font", "h1", "h2", "h3"}
    | {"h4", "h5", "h6", "hr", "i", "li", "ol", "p", "pre", "q", "s", "small", "span", "strong", "sub", "sup", "table"}
    | {"tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul"}
)
_VOID = frozenset({"br", "hr"})
#: These go with all that they hold.
_DROPPED_WHOLE = frozenset(
    {"script", "style", "title", "template", "noscript", "iframe", "object", "svg", "math", "textarea", "select"}
)
_ATTRIBUTES = frozenset(
    {"align", "bgcolor", "border", "cellpadding", "cellspacing", "class", "colspan", "datetime", "dir", "height"}
    | {"lang", "role", "rowspan", "style", "title", "valign", "width"}
)
_SCHEMES = ("http://", "https://", "mailto:")


def sanitise(html: str) -> str:
    """Return the HTML without scripts, forms, frames, images, event attributes and odd links."""
    parser = _Stripper()
    parser.feed(html)
    parser.close()
    return "".join(parser.kept)


class _Stripper(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.kept: list[str] = []
        self._dropping: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED_WHOLE:
            self._dropping.append(tag)
        if self._dropping or tag not in _KEPT:
            return
        written = [f'{name}="{escape(value or "")}"' for name, value in attrs if name in _ATTRIBUTES]
        link = dict(attrs).get("href") or ""
        if tag == "a" and link.strip().lower().startswith(_SCHEMES):
            written.append(f'href="{escape(link.strip())}" target="_blank" rel="noopener noreferrer"')
        self.kept.append(f"<{' '.join([tag, *written])}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _DROPPED_WHOLE:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._dropping:
            del self._dropping[self._dropping.index(tag) :]
        elif not self._dropping and tag in _KEPT and tag not in _VOID:
            self.kept.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._dropping:
            self.kept.append(escape(data))
