"""The hand, second thoughts and the index in memory against a plain dict, in whatever order they come."""

from datetime import timedelta

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from desk import hand
from pipeline.errors import InputError
from pipeline.ingest import Embedded, IngestRules, Path
from pipeline.nouns import DevelopmentKind
from pipeline.read.copies import CopyIndex
from pipeline.read.row import read_row
from pipeline.read.rules import ReadRules
from pipeline.thread.assign import AssignRules, StoryIndex
from pipeline.thread.binding import Bindings
from pipeline.thread.deeds import Deed
from pipeline.thread.heading import chosen_of
from storage import open_store
from tests.storage.conftest import NOON

TOWNS = ("Ashmere", "Delmouth", "Varn")
DEEDS = ("weir gate failed", "council sold the opera house", "ferry crews walked out")
PICK = st.integers(0, 10**6)


class Hand(RuleBasedStateMachine):
    """Articles come, editors act, the program stops and starts; a dict says where each article ought to lie."""

    fresh = None

    @initialize()
    def begin(self):
        """Open an empty store."""
        self.url = type(self).fresh("sqlite")
        self.store = open_store(self.url)
        self.path = self._path()
        #: article -> thread, as the model has it.
        self.model = {}
        #: What each standing action found, by id: the model before it.
        self.before = {}
        #: Addresses that were ever given out.
        self.addresses = set()
        self.clock = 0

    def _path(self):
        stories = StoryIndex(AssignRules())
        for placed in self.store.articles.placed("plain"):
            stories.learn(placed)
        return Path(self.store, stories, CopyIndex(), IngestRules())

    def _deed(self):
        self.clock += 1
        return Deed(author="ottoline", at=NOON + timedelta(minutes=self.clock))

    def _pick(self, things, number):
        return sorted(things)[number % len(things)]

    @rule(town=st.sampled_from(TOWNS), deed=st.sampled_from(DEEDS), number=PICK)
    def ingest(self, town, deed, number):
        """An article comes; the machine says where it lies, and it may not open anything for the second time."""
        self.clock += 1
        told = NOON + timedelta(minutes=self.clock)
        row = {
            "id": f"n{self.clock}",
            "title": f"{town}: {deed}, report {number % 7}",
            "text": f"In {town} the {deed} on Monday, said the mayor of {town}. Report {number % 7} of the day.",
            "published_at": told.isoformat(),
        }
        reading = read_row(row, fallback_time=None, seen_at=told, rules=ReadRules())
        vector = np.zeros(384, np.float32)
        vector[[TOWNS.index(town), 3 + DEEDS.index(deed)]] = 0.7
        vector[10 + number % 7] = 0.14
        embedded = Embedded(reading=reading, vector=vector / np.linalg.norm(vector), model_name="plain")
        [settled] = self.path.settle([embedded], told)
        thread = self.store.threads.find(settled.thread_id)
        assert thread.id == settled.thread_id
        self.model[settled.article_id] = settled.thread_id
        self.addresses.add(thread.slug)

    @precondition(lambda self: len(set(self.model.values())) > 1)
    @rule(one=PICK, other=PICK)
    def merge(self, one, other):
        """All articles of the one lie in the other."""
        kept, goes = self._pick(set(self.model.values()), one), self._pick(set(self.model.values()), other)
        before = dict(self.model)
        try:
            done = hand.merge(self.store, kept, [goes], self._deed())
        except InputError:
            assert kept == goes
            return
        self.before[done.id] = before
        self.model.update({key: kept for key, thread in before.items() if thread == goes})

    @precondition(lambda self: self.model)
    @rule(thread=PICK, articles=st.lists(PICK, min_size=1, max_size=3))
    def split(self, thread, articles):
        """The smaller part lies in a thread of its own, the larger part where it was."""
        home = self._pick(set(self.model.values()), thread)
        members = {key for key, place in self.model.items() if place == home}
        part = {self._pick(members, number) for number in articles}
        before = dict(self.model)
        try:
            done = hand.split(self.store, home, self._deed(), articles=sorted(part))
        except InputError:
            assert part == members
            return
        goes = set(done.articles)
        assert goes in (part, members - part)
        assert len(goes) <= len(members) / 2
        self._goes(done, before, goes, done.threads[1])

    @precondition(lambda self: self.model)
    @rule(place=PICK, articles=st.lists(PICK, min_size=1, max_size=3), is_new=st.booleans())
    def move(self, place, articles, is_new):
        """They lie where they were put."""
        chosen = {self._pick(self.model, number) for number in articles}
        place = None if is_new else self._pick(set(self.model.values()), place)
        before = dict(self.model)
        try:
            done = hand.move(self.store, sorted(chosen), place, self._deed())
        except InputError:
            homes = {self.model[key] for key in chosen}
            assert homes == {place} or (is_new and chosen == {k for k, t in self.model.items() if {t} == homes})
            return
        self._goes(done, before, chosen, done.threads[0])

    def _goes(self, done, before, goes, thread):
        self.before[done.id] = before
        self.model.update(dict.fromkeys(goes, thread))
        self.addresses.add(self.store.threads.find(thread).slug)

    @precondition(lambda self: self.before)
    @rule(number=PICK)
    def undo(self, number):
        """What it shifted lies where it lay before; what came since stays where it is, or goes with its development."""
        chosen = self._pick(self.before, number)
        action = self.store.actions.find(chosen)
        try:
            self.store.actions.find(hand.undo(self.store, chosen, self._deed()).id)
        except InputError:
            # a later action builds upon it
            assert any(each.n > action.n and each.undone_by is None for each in self.store.actions.all())
            return
        before = self.before.pop(chosen)
        for key in action.articles:
            home = self.store.threads.find(before[key])
            assert self.store.threads.assignment(key).thread_id == home.id
            assert home.id == before[key]
        self.model = {out.assignment.article_id: out.assignment.thread_id for out in self.store.exports.assignments()}

    @rule()
    def rethink(self):
        """Second thoughts may shift what nobody bound; they are in the history like everything else."""
        known = len(self.store.actions.all())
        self.clock += 1
        done = self.path.rethink(NOON + timedelta(minutes=self.clock), sorted(set(self.model.values())))
        assert len(self.store.actions.all()) == known + len(done)
        self.model = {out.assignment.article_id: out.assignment.thread_id for out in self.store.exports.assignments()}

    @rule()
    def restart(self):
        """Everything is as it was: nothing is held in memory that does not stand in the store."""
        self.store.close()
        self.store = open_store(self.url)
        self.path = self._path()

    @invariant()
    def every_article_lies_where_it_was_put(self):
        """The store agrees with the model."""
        stored = {out.assignment.article_id: out.assignment for out in self.store.exports.assignments()}
        assert {key: each.thread_id for key, each in stored.items()} == self.model

    @invariant()
    def what_an_editor_said_holds(self):
        """No pair that was put together is apart, none that was put apart is together."""
        bindings = Bindings.of(self.store.actions.all())
        for one, home in self.model.items():
            for other, place in self.model.items():
                word = bindings.word(one, other) if one < other else None
                assert word is None or word == (home == place)

    @invariant()
    def counts_and_developments_agree_with_what_lies_in_them(self):
        """A development lies in the thread of its articles; each thread has one that opened it."""
        threads = {each.id: each for each in self.store.exports.threads()}
        developments = {each.id: each for each in self.store.exports.developments()}
        stored = [out.assignment for out in self.store.exports.assignments()]
        assert all(developments[each.development_id].thread_id == each.thread_id for each in stored)
        for key, thread in threads.items():
            own = [each for each in developments.values() if each.thread_id == key]
            assert thread.n_articles == sum(each.thread_id == key for each in stored)
            assert thread.n_developments == len(own)
            assert (thread.merged_into is None) == bool(thread.n_articles)
            assert sum(each.kind is DevelopmentKind.OPENED for each in own) == bool(own)
        for each in developments.values():
            lying = sum(a.development_id == each.id for a in stored)
            # one that an article opened beside its own is about that article, which lies in the other
            is_beside = each.kind in {DevelopmentKind.FIGURE, DevelopmentKind.REVERSAL} and not lying
            assert each.n_articles == (1 if is_beside else lying)

    @invariant()
    def each_thread_is_headed_as_follows_from_what_lies_in_it(self):
        """Whatever was done, and on whatever path, the headline is that which the store alone gives."""
        with self.store.begin() as ledger:
            for thread in self.store.exports.threads():
                if thread.merged_into is None:
                    assert thread.headline == chosen_of(ledger.find_headings(thread.id))[0]

    @invariant()
    def every_address_leads_to_a_thread_with_articles(self):
        """Whatever was given out stays good."""
        for slug in self.addresses:
            assert self.store.threads.find(slug).n_articles > 0

    @invariant()
    def the_index_in_memory_follows(self):
        """Once it has caught up, the index has every article where the store has it."""
        with self.store.begin() as ledger:
            self.path._past.catch_up(ledger)
        for key, home in self.model.items():
            assert self.path._stories.place_of(key).thread_id == home

    def teardown(self):
        """Close the store."""
        if hasattr(self, "store"):
            self.store.close()


def test_whatever_is_done_in_whatever_order_a_plain_dict_agrees(fresh_database):
    """Merges, splits, moves, undoing, second thoughts, restarts and new articles, against a model of a few lines."""
    Hand.fresh = staticmethod(fresh_database)
    machine = settings(
        max_examples=12,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    Hand.TestCase.settings = machine
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(Hand, settings=machine)
