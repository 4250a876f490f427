"""Reads settings and builds the real things of them.

What keeps the model is built in `embedding`, which loads little and can therefore start first.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from config.outlets import read_outlets
from config.settings import Settings, default_folder, read_settings, settings_file
from crawler import Hosts, fetch
from crawler.pace import PaceRules, RhythmRules
from crawler.rules import MEBIBYTE, CrawlRules
from desk.access import Asks, GateRules, is_loopback, named_networks
from desk.clock import LedClock, SystemClock
from desk.embedding import embed_rules_of
from desk.logs import set_up_logs
from desk.mail.compose import MailRules
from desk.pen import Pen
from desk.questions import Questions
from desk.sink import StoreHostMemory
from desk.workers import WorkerPool, WorkerRules
from pipeline.errors import SettingsError
from pipeline.ingest import IngestRules
from pipeline.match import MatchRules
from pipeline.nouns import Outlet, Page, PageFailed
from pipeline.ports import Clock, Vector
from pipeline.read.embed import EmbedRules
from pipeline.read.rules import ReadRules
from pipeline.read.spacy_names import check_names_model, load_names_model
from pipeline.thread.posted import LiveRules
from storage import Care, Store, open_care, open_store
from storage.people import Role

if TYPE_CHECKING:
    from pipeline.ingest import Path as ArticlePath

#: Tasks of a worker that has loaded a model for names, which takes seconds: a tenth as many replacements.
_TASKS_BESIDE_MODEL = 5_000


def open_desk(config: Path | None) -> "Desk":
    """Read the settings and return the desk; nothing is opened or loaded until it is used.

    Raises:
        SettingsError: a setting cannot be used; the message names it.
    """
    file = settings_file(config)
    settings = read_settings(file)
    set_up_logs(settings.log.level, settings.log.format)
    return Desk(settings=settings, file=file)


@dataclass(frozen=True)
class Desk:
    """All the real things, each built when it is first asked for."""

    settings: Settings
    #: The settings file in force; None: defaults and variables only.
    file: Path | None

    @cached_property
    def folder(self) -> Path:
        """Return the data folder."""
        named = self.settings.paths.data
        return Path(named).expanduser() if named else default_folder()

    @cached_property
    def database_url(self) -> str:
        """Return the database's address."""
        return self.settings.database.url or f"sqlite:///{self.folder / 'throughline.db'}"

    @cached_property
    def store(self) -> Store:
        """Return the store; a database that is new gets its tables.

        Raises:
            StorageError: it cannot be used.
        """
        return open_store(self.database_url, create=True)

    @cached_property
    def care(self) -> Care:
        """Return what looks after the database, whatever state it is in."""
        return open_care(self.database_url)

    @cached_property
    def own_outlets_folder(self) -> Path:
        """Return the folder in which added outlets are written: the one named, or one in the data folder."""
        named = self.settings.paths.outlets
        return Path(named).expanduser() if named else self.folder / "outlets"

    @cached_property
    def outlets(self) -> Mapping[str, Outlet]:
        """Return the outlets by slug: those of the folder named, or those that come along and one's own beside them.

        Raises:
            SettingsError: an outlet file cannot be used.
        """
        own = self.own_outlets_folder
        if self.settings.paths.outlets:
            return {outlet.slug: outlet for outlet in read_outlets(own)}
        beside = read_outlets(own) if own.is_dir() else ()
        return {outlet.slug: outlet for outlet in (*read_outlets(), *beside)}

    def forget_outlets(self) -> None:
        """Read the outlets' files again when they are next asked for."""
        self.__dict__.pop("outlets", None)

    def chosen_outlets(self, slugs: tuple[str, ...]) -> Mapping[str, Outlet]:
        """Return the outlets of these slugs; all, where none is named.

        Raises:
            SettingsError: one of them is unknown.
        """
        for slug in slugs:
            if slug not in self.outlets:
                raise SettingsError(f"no outlet {slug!r}; `throughline outlets list` shows those that there are")
        return {slug: self.outlets[slug] for slug in slugs} if slugs else self.outlets

    @cached_property
    def clock(self) -> Clock:
        """Return the clock that the news runs on."""
        clock = self.settings.clock
        if not clock.starts_at:
            return SystemClock()
        try:
            starts_at = datetime.fromisoformat(clock.starts_at)
        except ValueError as error:
            raise SettingsError(f"option clock.starts_at is {clock.starts_at!r}: write 2026-03-02T00:00:00Z") from error
        if starts_at.tzinfo is None:
            starts_at = starts_at.replace(tzinfo=UTC)
        return LedClock(starts_at=starts_at, speed=clock.speed, led_by=Path(clock.led_by))

    @cached_property
    def crawl_rules(self) -> CrawlRules:
        """Return how politely we fetch."""
        crawl = self.settings.crawl
        rules = CrawlRules(
            version=metadata.version("throughline"),
            delay=timedelta(seconds=crawl.delay),
            timeout=timedelta(seconds=crawl.timeout),
            max_page_bytes=crawl.page_size * MEBIBYTE,
            max_feed_bytes=crawl.feed_size * MEBIBYTE,
        )
        return replace(rules, contact_url=crawl.contact) if crawl.contact else rules

    def demand_contact(self, outlets: Iterable[Outlet]) -> None:
        """Make sure that outlets on the real web can see who asks.

        Raises:
            SettingsError: no contact is set.
        """
        if not self.settings.crawl.contact and not all(outlet.allow_private for outlet in outlets):
            raise SettingsError(
                "no contact is set: say who you are before you fetch the real web, with crawl.contact or "
                "THROUGHLINE_CRAWL_CONTACT, a page or mail address of yours; outlets see it in the user agent"
            )

    async def fetch(self, url: str) -> Page | PageFailed:
        """Fetch one address through the crawler's door, on the crawler's loop.

        Raises:
            SettingsError: no contact is set.
        """
        known = next((outlet for outlet in self.outlets.values() if url.startswith(outlet.home)), None)
        is_private = known is not None and known.allow_private
        if not is_private:
            self.demand_contact([Outlet(slug="", name="", home=url)])
        return await fetch(url, rules=self.crawl_rules, clock=self.clock, allow_private=is_private)

    @cached_property
    def hosts(self) -> Hosts:
        """Return what is remembered of hosts from one round to the next."""
        return Hosts(memory=StoreHostMemory(self.store))

    @cached_property
    def pace_rules(self) -> PaceRules:
        """Return when each address is asked again."""
        crawl = self.settings.crawl
        return PaceRules(
            every=timedelta(minutes=crawl.every),
            rhythm=RhythmRules(
                shortest=timedelta(minutes=crawl.shortest),
                longest=timedelta(minutes=max(crawl.shortest, crawl.longest)),
            ),
            revisit_after=tuple(timedelta(hours=hours) for hours in crawl.revisit_after),
            confirm_missing=timedelta(hours=crawl.confirm_missing),
            longest_backoff=timedelta(hours=crawl.longest_backoff),
        )

    @cached_property
    def read_rules(self) -> ReadRules:
        """Return how pages are read."""
        read = self.settings.read
        return ReadRules(
            languages=frozenset(read.languages) or None, least_words=read.least_words, names_model=read.names_model
        )

    def workers(self, niceness: int = 0) -> WorkerPool:
        """Return a new pool of worker processes, which stand back by a niceness; it is a context manager.

        Raises:
            SettingsError: the model for names that the settings name is not there.
        """
        read = self.settings.read
        check_names_model(read.names_model)
        rules = WorkerRules(
            n_workers=read.workers or os.cpu_count() or 1,
            time_limit=timedelta(seconds=read.time_limit),
            memory_limit=read.memory_limit * MEBIBYTE,
            niceness=niceness,
        )
        if read.names_model:
            loading = partial(load_names_model, read.names_model)
            rules = replace(rules, loading=loading, n_tasks=_TASKS_BESIDE_MODEL)
        return WorkerPool(rules)

    @cached_property
    def embed_rules(self) -> EmbedRules:
        """Return how texts become vectors."""
        return embed_rules_of(self.settings)

    @cached_property
    def questions(self) -> Questions:
        """Return what reads queries; the model is loaded into this process when one asks for what is similar."""

        def embed(texts: Sequence[str]) -> Sequence[Vector]:
            from pipeline.read.embed import embed_texts

            return list(embed_texts(self.embed_rules, list(texts)))

        return Questions(embed, self.embed_rules.model_name)

    @cached_property
    def desk_url(self) -> str:
        """Return the address under which mails link to the web page."""
        desk = self.settings.desk
        return desk.url.rstrip("/") or f"http://{desk.host}:{desk.port}"

    def gate_rules(self) -> GateRules:
        """Return whom the desk's page lets in: on loopback everybody, elsewhere those with an account or from a proxy.

        Raises:
            SettingsError: it would be served wider and let in nobody, or everybody.
        """
        people, desk = self.settings.people, self.settings.desk
        rules = GateRules(
            hosts=frozenset({"localhost", "127.0.0.1", "::1", desk.host, urlsplit(self.desk_url).hostname or ""}),
            is_secure=self.desk_url.startswith("https://"),
            session_lasts=timedelta(days=people.session_days),
        )
        if people.proxy_header:
            return replace(
                rules,
                asks=Asks.PROXY,
                proxy_header=people.proxy_header,
                proxy_networks=named_networks(people.proxy_networks),
                proxy_role=Role(people.proxy_role),
            )
        if is_loopback(desk.host) and not people.required:
            return rules
        if not any(person.password_hash for person in self.store.people.listing()):
            raise SettingsError(
                f"desk.host is {desk.host} and nobody has an account: add one with `throughline people add NAME`, "
                "name a proxy with people.proxy_header, or serve on 127.0.0.1"
            )
        return replace(rules, asks=Asks.ACCOUNT)

    @cached_property
    def public_url(self) -> str:
        """Return the address under which hubs reach us; empty: none does, and feeds are polled only.

        Raises:
            SettingsError: it is no address.
        """
        named = self.settings.desk.public_url.rstrip("/")
        if named and not named.startswith(("https://", "http://")):
            raise SettingsError(f"option desk.public_url is {named!r}: write an address that begins with https://")
        return named

    @cached_property
    def mail_rules(self) -> MailRules | None:
        """Return how mails are sent; None: no mail server is named, and alerts wait."""
        mail = self.settings.mail
        if not mail.host:
            return None
        return MailRules(
            host=mail.host,
            port=mail.port,
            user=mail.user,
            password=mail.password,
            security=mail.security,
            sender=mail.sender,
            notices_to=mail.notices_to,
            timeout=mail.timeout,
            desk_url=self.desk_url,
            public_url=self.public_url,
        )

    @cached_property
    def match_rules(self) -> MatchRules:
        """Return what is still news, and what our own outlet is.

        Raises:
            SettingsError: our own outlet is none that is followed.
        """
        own = self.settings.tell.own_outlet
        if own:
            self.chosen_outlets((own,))
        domain = self.settings.mail.sender.rpartition("@")[2].rstrip("> ") or "throughline.invalid"
        return MatchRules(mail_domain=domain, own_outlet=own)

    @cached_property
    def pen(self) -> Pen:
        """Return this process's claim to the pen."""
        return Pen(self.store, timedelta(seconds=self.settings.daemon.lease))

    def demand_vectors(self) -> None:
        """Look whether every article has a vector of the model that the settings name: what has none is not seen.

        Raises:
            SettingsError: some have none.
            StorageError: the database refused.
        """
        model = self.embed_rules.model_name
        if n_missing := self.store.articles.n_without_vector(model):
            raise SettingsError(
                f"{n_missing} articles have no vector of the model {model}: run `throughline reembed`, "
                "which goes on where it stopped, or set embed.model back"
            )

    def article_path(self) -> "ArticlePath":
        """Rebuild the indexes from the store and return the path that articles take.

        Raises:
            SettingsError: some articles have no vector of the model that the settings name.
            StorageError: the database refused.
        """
        from threadpoolctl import threadpool_limits

        from desk.recalling import recall_all
        from pipeline.ingest import Path as ArticlePath
        from pipeline.read.copies import CopyIndex
        from pipeline.thread.assign import AssignRules, StoryIndex

        # one vector times thousands gains nothing from threads, and theirs wait busily, beside the model
        threadpool_limits(limits=1, user_api="blas")
        self.demand_vectors()
        rules = AssignRules(crosses_languages=self.settings.embed.is_multilingual)
        stories, copies = StoryIndex(rules), CopyIndex()
        recall_all(self.store, stories, copies, self.embed_rules.model_name)
        live = LiveRules(again_after=next(iter(self.pace_rules.revisit_after), None))
        return ArticlePath(self.store, stories, copies, IngestRules(match=self.match_rules, live=live))
