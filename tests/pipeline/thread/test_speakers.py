"""Who speaks in a thread: mentions joined where the thread shows it, and kept apart where it does not."""

from pipeline.thread.mentions import MentionKind, read_mention
from pipeline.thread.speakers import JoinedBy, Speakers, join_speakers
from tests.pipeline.thread.accounts_of_ours import account

COURIER = account(
    "courier",
    "The Mayor of Hexley, Dame Orla Fenwick, said: “There will be a full inquiry into the bridge.”\n"
    "Stourmouth Police chief constable Sir Alan Treadgold said it was a “very serious failure”.",
)
HERALD = account(
    "herald",
    "Hexley’s mayor said: “I have nothing to hide.”\nFenwick said there were “no warnings”. "
    "Dame Orla added: “We will publish everything.”\nA resident said: “Nobody listened to us.”",
    hours=2,
)
POST = account(
    "post",
    "A Stourmouth Police spokesman said: “Officers attended within minutes.”\n"
    "The deputy mayor said: “I was not told.”\nA resident said: “We saw it coming.”",
    hours=3,
)


def printed(speakers: Speakers, article_id: str, mention: str) -> tuple[str, JoinedBy]:
    """Return the name of whom a mention is joined to, and why."""
    speaker = speakers.of(article_id, mention)
    assert speaker is not None
    found = next(one for one in speaker.mentions if (one.article_id, one.printed) == (article_id, mention))
    return speaker.name, found.joined_by


def test_an_office_a_surname_and_a_titled_first_name_are_joined_to_the_full_name() -> None:
    """Hexley’s mayor, Fenwick and Dame Orla are the one whom another outlet names in full."""
    speakers = join_speakers([POST, HERALD, COURIER])
    full = speakers.of("courier", COURIER.facts.quotes[0].speaker)
    assert full is not None
    assert "Orla Fenwick" in full.name
    assert printed(speakers, "herald", "Hexley’s mayor") == (full.name, JoinedBy.OFFICE)
    assert printed(speakers, "herald", "Fenwick") == (full.name, JoinedBy.SURNAME)
    assert printed(speakers, "herald", "Dame Orla") == (full.name, JoinedBy.FIRST_NAME)


def test_what_is_joined_shows_the_sentence_that_says_so() -> None:
    """The grounds of an office are the sentence that prints it beside the name."""
    speakers = join_speakers([COURIER, HERALD])
    speaker = speakers.of("herald", "Hexley’s mayor")
    assert speaker is not None
    mention = next(one for one in speaker.mentions if one.printed == "Hexley’s mayor")
    assert mention.evidence is not None
    assert mention.evidence.article_id == "courier"
    assert "The Mayor of Hexley, Dame Orla Fenwick" in mention.evidence.sentence


def test_a_deputy_is_not_the_mayor() -> None:
    """What makes it another office keeps the mention apart."""
    speakers = join_speakers([COURIER, HERALD, POST])
    assert printed(speakers, "post", "The deputy mayor") == ("The deputy mayor", JoinedBy.WORDS)


def test_residents_of_two_articles_stay_two() -> None:
    """Who is singled out by nothing is joined to nobody, not even by the same words."""
    speakers = join_speakers([HERALD, POST])
    assert speakers.of("herald", "A resident") is not speakers.of("post", "A resident")


def test_who_speaks_for_a_body_is_joined_to_it_under_its_short_name_too() -> None:
    """A spokesman of the force, the force, and its initials are one voice."""
    accounts = [
        account("a", "The Stourmouth Fire Service said: “Crews are on the way.”"),
        account("b", "SFS said: “The fire is out.”", hours=1),
        account("c", "A spokeswoman for the Stourmouth Fire Service said: “Nobody was hurt.”", hours=2),
    ]
    speakers = join_speakers(accounts)
    assert len(speakers.all) == 1
    assert [one.joined_by for one in speakers.all[0].mentions] == [JoinedBy.NAME, JoinedBy.SHORT, JoinedBy.VOICE]


def test_a_surname_that_two_people_share_is_joined_to_neither() -> None:
    """Where an article prints neither in full, nobody is guessed."""
    accounts = [
        account("a", "Jane Ockley said: “I was her sister, and I miss her.”"),
        account("c", "Mark Ockley told mourners: “She was my best friend.”"),
        account("b", "Ockley said: “We miss her.”", hours=1),
    ]
    speakers = join_speakers(accounts)
    assert printed(speakers, "b", "Ockley") == ("Ockley", JoinedBy.WORDS)
    assert len(speakers.all) == 3


def test_a_short_first_name_is_the_long_one() -> None:
    """Bob and Robert, Chris and Christopher of one surname are one."""
    accounts = [
        account("a", "Christopher Amble said: “It is a shame.”\nRobert Tindle said: “It is not.”"),
        account("b", "Chris Amble said: “I am sorry.”\nBob Tindle said: “I am glad.”", hours=1),
    ]
    assert [speaker.name for speaker in join_speakers(accounts).all] == ["Christopher Amble", "Robert Tindle"]


def test_no_quotations_make_no_speakers() -> None:
    """A thread in which nobody is quoted has none, and a mention unknown to it names nobody."""
    speakers = join_speakers([account("a", "The bridge fell on Tuesday.")])
    assert speakers.all == ()
    assert speakers.of("a", "the mayor") is None
    assert speakers.of("a", None) is None


def test_a_mention_is_taken_apart_into_name_office_and_body() -> None:
    """Titles, offices and places before a name are none of it."""
    kinds = {
        "Stourmouth Police commissioner Sir Alan Treadgold": (MentionKind.FULL_NAME, ("alan", "treadgold")),
        "Mayor of London Ann Poe": (MentionKind.FULL_NAME, ("ann", "poe")),
        "Mr Justice Hale": (MentionKind.SURNAME, ("hale",)),
        "the Met": (MentionKind.BODY, ("met",)),
        "Leeds Crown Court": (MentionKind.BODY, ("leeds", "crown", "court")),
        "a spokesman for the RMT": (MentionKind.VOICE, ("rmt",)),
    }
    for mention, (kind, names) in kinds.items():
        read = read_mention(mention)
        assert read is not None
        assert (read.kind, read.names) == (kind, names), mention
    assert read_mention("—") is None


def test_ranks_and_offices_before_a_name_are_no_part_of_it() -> None:
    """A sheriff, a pastor and a detective sergeant are the people whom other articles name without their office."""
    names = {
        "Hexley County Sheriff Orla Fenwick": ("orla", "fenwick"),
        "Pastor Bram Holt": ("bram", "holt"),
        "Detective-Sgt. Bram Holt": ("bram", "holt"),
        "Agent in Charge Bram Holt": ("bram", "holt"),
        "foreman Bram Holt": ("bram", "holt"),
        "Bram Marshal": ("bram", "marshal"),
        "Dr Ida Smith-Baker": ("ida", "smith-baker"),
    }
    for printed_so, expected in names.items():
        read = read_mention(printed_so)
        assert read is not None
        assert (read.kind, read.names) == (MentionKind.FULL_NAME, expected), printed_so
    first = account("one", "Hexley County Sheriff Orla Fenwick said: “The road is shut and it will stay shut.”")
    later = account("two", "Orla Fenwick said: “Nobody was on the road when it fell.”", hours=1)
    assert printed(join_speakers([first, later]), "two", "Orla Fenwick")[0] == "Hexley County Sheriff Orla Fenwick"


def test_the_end_of_a_sentence_before_a_mention_is_no_part_of_it() -> None:
    """Initials and shortened titles are."""
    for printed_so, expected in {
        "Saturday. Fenwick": ("fenwick",),
        "HRMC. Fenwick": ("fenwick",),
        "Orla C. Fenwick": ("orla", "c", "fenwick"),
        "Supt. Orla Fenwick": ("orla", "fenwick"),
        "Capt. Orla Fenwick": ("orla", "fenwick"),
    }.items():
        read = read_mention(printed_so)
        assert read is not None
        assert read.names == expected, printed_so


def test_who_speaks_for_somebody_is_somebody_else() -> None:
    """A lawyer is not the client."""
    read = read_mention("The lawyer for Orla Fenwick")
    assert read is not None
    assert read.kind is MentionKind.OFFICE
    assert "fenwick" in read.modifiers


def test_a_surname_that_is_a_country_is_a_person_where_the_article_names_one() -> None:
    """Elsewhere it is the country."""
    chief = account(
        "chief",
        "Stourmouth Police chief Orla Jordan said: “The road is shut and it will stay shut.”\n"
        "Jordan said: “Nobody was hurt when it fell.”",
    )
    state = account("state", "Jordan said: “Our borders stay open to all who flee.”")
    speakers = join_speakers([chief])
    assert "Orla Jordan" in printed(speakers, "chief", "Jordan")[0]
    assert printed(join_speakers([state]), "state", "Jordan")[0] == "Jordan"
    assert len(join_speakers([chief, state]).all) == 2
