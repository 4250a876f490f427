"""One address per article: what is taken away from an address so that two spellings of it become one."""

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from courlan import extract_domain, scrub_url
from w3lib.url import safe_url_string

#: Parameters that say where a reader came from and never which article it is. Source: names that the lists of AdGuard,
#: ClearURLs and Mozilla share, and those of publishers' feeds (`at_` BBC, `ito` Mail Online, `cmp` Guardian, `xtor` Le
#: Monde, `smid` New York Times). Bare ids such as `id`, `cid`, `eid` and `uid` stay: to some they are the article.
_TRACKER = re.compile(
    r"(?:utm|at|ns|mtm|otm|pk|hsa|oly|vero|mkt|mc|ml|_hs|__hs|ga|itm|stm|hmb|fb|os|tracking|gs)_\w+|_hs\w+|__hs\w+|hscta\w+"
    r"|_ga|_gl|gs_l|__s|mc|(?:fb|gc|dc|msc|twc|yc|ysc|tt|wbra|gbra|rb_?cl|wicked|irc|srs)l?(?:id|ickid|klid|tid)"
    r"|fbclid|gclid|dclid|msclkid|twclid|yclid|srsltid|igshid|igsh|wbraid|gbraid|rb_clickid|wickedid|wtrid"
    r"|_openstat|action_\w+_map|action_object_map|ceneo_spo|echobox|ito|cmp|cmpid|cmp_id|xtor|smid|smtyp|ftag"
    r"|ref_src|ref_url|src_?medium|campaign_?id|ocid|icid|ncid|taid|sref"
    r"|socialshare|sharetype|share_?id|feedname|feed_?type|fromrss|from_rss|spm|scid|s_?cid|sh|mbid|wt_?z?mc"
    r"|cxrecs_s|__twitter_impression"
)
#: Parameters of which the value decides: a word says where a reader came from, a number may be the article.
_WHENCE = frozenset({"ref", "referrer", "referer", "source", "campaign", "partner", "rss"})
_WORD = re.compile(r"(?:[a-z]+[_-]?){0,3}|1|true")
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#]*", re.IGNORECASE)
_TRAILING_JUNK = re.compile(r"(?:%20|[\s,;'\"<>|\\]|%22|%27)+$")
#: Closing brackets: at the end they are junk where nothing opened them.
_BRACKETS = {")": "(", "]": "[", "}": "{"}
#: What may stand unquoted in a path (RFC 3986, pchar) or query; `%` stays so that quoting twice changes nothing.
_PATH_SAFE = "/%!$&'()*+,;=:@-._~"
_QUERY_SAFE = "/?%!$'()*+,;:@-._~="
#: Passes after which an address must have settled; two are the rule.
_MAX_PASSES = 6
#: Names as the DNS has them, and addresses in figures.
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*|[0-9a-f:.]*:[0-9a-f:.]*")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def canonical_url(url: str, base: str | None = None) -> str | None:
    """Return the one spelling of an address, or None when it is none that could be fetched.

    Takes away fragments, default ports, tracking parameters, session ids, user names, dot segments and junk at the end;
    orders what is left of the query. Applied to its own result it changes nothing. Does not follow redirects.

    Args:
        url: An address as a feed or page gives it, absolute or relative.
        base: The address that a relative one starts from.
    """
    if not url.strip():
        return None
    try:
        spelt = urljoin(base, url.strip()) if base else url.strip()
        near = frozenset({_host(base)}) if base else frozenset()
        for _ in range(_MAX_PASSES):
            before, spelt = spelt, _respelt(spelt, near)
            if spelt == before:
                return spelt
    except (ValueError, UnicodeError):
        return None
    return None  # an address that changes each time it is spelt is none


def without_tracking(url: str, *near: str) -> str:
    """Return an address without the parameters that say where a reader came from, and otherwise as it is written.

    Takes nothing else away, fragments included: for links that are shown. Identity is `canonical_url`'s.

    Args:
        url: An absolute address; what is neither http nor https stays as it is.
        near: Addresses of the page or feed that it stands in: `ref=` to their hosts says nothing of the article.

    Returns:
        The address, or "" when no host can have its name.
    """
    try:
        parts = urlsplit(url)
        if parts.scheme.lower() not in _DEFAULT_PORTS:
            return url
        _clean_host(parts, parts.scheme.lower())
        hosts = frozenset({_host(url), *(_host(one) for one in near)})
    except (ValueError, UnicodeError):
        return ""
    kept = [part for part in parts.query.split("&") if not _is_tracker(part, hosts)]
    return urlunsplit(parts._replace(query="&".join(kept)))


def is_fetchable(url: str) -> bool:
    """Tell whether an address is one that can be asked for: http or https, and a host that can have the name."""
    try:
        parts = urlsplit(url)
        scheme = parts.scheme.lower()
        safe_url_string(url)  # Scrapy spells every address so, and is stricter about brackets
        return scheme in _DEFAULT_PORTS and parts.port != 0 and bool(_clean_host(parts, scheme))
    except ValueError:
        return False


def site_of(url: str) -> str:
    """Return the registered domain of an address, or host and port where there is none (addresses in figures)."""
    host = urlsplit(url).hostname or ""
    if _is_literal(host) or "." not in host:
        return urlsplit(url).netloc.lower()
    # names under no public suffix are those of tests and private networks
    return extract_domain(url) or ".".join(host.split(".")[-2:])


def host_of(url: str) -> str:
    """Return host and port of an address: one thing to be polite to."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def _respelt(url: str, near: frozenset[str]) -> str:
    """Return the address with all that can be taken away taken away; what that uncovers needs another pass.

    Raises:
        ValueError: it is none that could be fetched.
    """
    parts = urlsplit(scrub_url(url))
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError("neither http nor https")
    path = _clean_path(parts.path)
    query = _clean_query(parts.query, near | {parts.hostname})
    return urlunsplit((scheme, _clean_host(parts, scheme), path or "/", query, ""))


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _clean_host(parts: SplitResult, scheme: str) -> str:
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii():
        host = host.encode("idna").decode("ascii").lower()
    if not _HOST.fullmatch(host):
        raise ValueError(f"no host has the name {host!r}")
    if ":" in host:
        host = f"[{host}]"
    port = parts.port
    return host if port is None or port == _DEFAULT_PORTS[scheme] else f"{host}:{port}"


def _clean_path(path: str) -> str:
    """Resolve dot segments, fold slashes, quote what must be, and cut what a sentence left at the end."""
    folded = re.sub(r"/{2,}", "/", _SESSION.sub("", path))
    resolved = urlsplit(urljoin("http://h/", quote(folded, safe=_PATH_SAFE))).path
    return _without_junk(resolved)


def _without_junk(text: str) -> str:
    """Cut what a sentence left at the end; a bracket only where nothing opened it: `Mercury_(planet)` is whole."""
    cut = _TRAILING_JUNK.sub("", text)
    while cut and cut[-1] in _BRACKETS and cut.count(cut[-1]) > cut.count(_BRACKETS[cut[-1]]):
        cut = _TRAILING_JUNK.sub("", cut[:-1])
    return cut


def _clean_query(query: str, near: frozenset[str]) -> str:
    kept = [part for part in query.split("&") if part and not _is_tracker(part, near)]
    return _without_junk(quote("&".join(sorted(kept)), safe=_QUERY_SAFE + "&"))


def _is_tracker(part: str, near: frozenset[str]) -> bool:
    name, has_value, value = part.partition("=")
    if not has_value:
        return False
    name, value = name.lower(), value.lower()
    if name in _WHENCE:
        return _WORD.fullmatch(value) is not None or value in near
    return _TRACKER.fullmatch(name) is not None


def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
