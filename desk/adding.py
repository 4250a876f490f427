"""Adding an outlet: from an address to a file, for the command line and for the page alike."""

import re
from collections import OrderedDict
from urllib.parse import urlsplit

from config.outlets import write_outlet
from desk.discovery import Discovery, discover
from desk.files import is_web
from desk.wiring import Desk
from pipeline.errors import InputError
from pipeline.nouns import Outlet

_IN_FIGURES = re.compile(r"[\d.]+|.*:.*")
#: Looks that are kept until somebody says that the outlet is to be added: a count.
_MOST_LOOKS = 20


def outlet_to_find(desk: Desk, url: str, slug: str | None, name: str, *, allow_private: bool) -> Outlet:
    """Return the outlet at an address before anything of it is known.

    Raises:
        InputError: the address or the slug is none, or the slug is taken.
    """
    host = (urlsplit(url).hostname or "").removeprefix("www.") if is_web(url) else ""
    if not host:
        raise InputError(f"{url!r} is no address; write one that begins with https://")
    chosen = slug or re.sub(r"[^a-z0-9]+", "-", host.lower() if _IN_FIGURES.fullmatch(host) else _stem(host)).strip("-")
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", chosen):
        raise InputError(f"{chosen!r} is no slug; give one with --slug: lower-case letters, digits, hyphens")
    if chosen in desk.outlets:
        raise InputError(f"{chosen} is there already, at {desk.outlets[chosen].home}; choose another slug with --slug")
    return Outlet(slug=chosen, name=name, home=url, allow_private=allow_private)


def _stem(host: str) -> str:
    """Return a host's name without its last label: `harbour-post` of `harbour-post.example`."""
    return (host.rpartition(".")[0] or host).lower()


class OutletDoor:
    """Lets the page look at an outlet and add it, while the daemon runs; to be used on the daemon's loop."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._looks: OrderedDict[str, Discovery] = OrderedDict()

    async def look(self, url: str, *, allow_private: bool = False) -> Discovery:
        """Return what there is of the outlet at an address; nothing is stored.

        Raises:
            InputError: nothing there announces articles, or the outlet is followed already.
            SettingsError: no contact is set, without which the real web is not fetched.
        """
        outlet = outlet_to_find(self._desk, url, None, "", allow_private=allow_private)
        self._desk.demand_contact([outlet])
        found = await discover(self._desk, outlet, (), lambda _: None)
        if not found.found:
            reasons = "; ".join(why for _, why in found.left_out[:3])
            raise InputError(f"{url}: nothing was found that announces articles{f' ({reasons})' if reasons else ''}")
        self._looks[found.outlet.slug] = found
        while len(self._looks) > _MOST_LOOKS:
            self._looks.popitem(last=False)
        return found

    def add(self, slug: str) -> Outlet:
        """Add an outlet that was looked at: from the next tick on it is followed.

        Raises:
            InputError: it was not looked at lately.
            SettingsError: its file cannot be written.
            StorageError: the database refused.
        """
        found = self._looks.pop(slug, None)
        if found is None:
            raise InputError(f"{slug!r} was not looked at lately: give its address again")
        write_outlet(found.outlet, self._desk.own_outlets_folder)
        self._desk.forget_outlets()
        self._desk.store.feeds.register(self._desk.outlets.values(), self._desk.clock.now())
        return found.outlet
