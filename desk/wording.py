"""The few words that the desk says for itself: times, kinds, and the grounds of a decision."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from desk.shown import Part, Told
from pipeline.match import ANY_OUTLET
from pipeline.nouns import (
    Action,
    ActionKind,
    Assignment,
    DecidedBy,
    Delivery,
    DevelopmentKind,
    Grounds,
    Pace,
    Renamed,
    Thread,
    Unreachable,
    Watch,
    WatchKind,
)
from pipeline.thread.second import MEAN_SCORE

_KIND_NAMES: Mapping[DevelopmentKind, str] = {
    DevelopmentKind.OPENED: "First report",
    DevelopmentKind.HAPPENED: "New",
    DevelopmentKind.FIGURE: "Figure changed",
    DevelopmentKind.STATEMENT: "Statement",
    DevelopmentKind.REVERSAL: "Possible reversal",
    DevelopmentKind.CORRECTION: "Text changed",
    DevelopmentKind.WITHDRAWN: "Article withdrawn",
    DevelopmentKind.DEADLINE: "Date to follow up",
    DevelopmentKind.REVIVED: "Moves again",
}

#: A date that passed, and nobody followed it up.
OVERDUE = "Date passed, nobody followed up"
#: Shared words named in a sentence of grounds: a count; more are no longer read.
_MOST_SHARED = 6


def kind_name(kind: DevelopmentKind) -> str:
    """Return a development's kind in plain words."""
    return _KIND_NAMES.get(kind, kind.value.replace("_", " ").capitalize())


def span(length: timedelta) -> str:
    """Return a length of time in its two largest units (`3 h 20 min`), `0 min` at the least."""
    minutes = max(0, int(length.total_seconds() // 60))
    days, hours, minutes = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        return f"{days} d {hours} h" if hours and days < 7 else f"{days} d"
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min"


def ago(at: datetime, now: datetime) -> str:
    """Return how long ago an instant is (`3 h ago`), in its largest unit."""
    seconds = (now - at).total_seconds()
    if seconds < 0:
        return f"in {_largest(-seconds)}"
    return "just now" if seconds < 60 else f"{_largest(seconds)} ago"


def _largest(seconds: float) -> str:
    for unit, size in (("y", 365 * 86400), ("wk", 14 * 86400), ("d", 86400), ("h", 3600)):
        if seconds >= size:
            return f"{int(seconds // (7 * 86400 if unit == 'wk' else size))} {unit}"
    return f"{int(seconds // 60)} min"


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun (`1 outlet`, `2 outlets`)."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def action_words(action: Action, slugs: Mapping[str, str]) -> str:
    """Return what an action did, in plain words.

    Args:
        action: what was done.
        slugs: of the threads that it names, by id.
    """
    names = [slugs.get(key, key) for key in action.threads]
    first, rest = (names[0], ", ".join(names[1:])) if names else ("", "")
    articles = plural(len(action.articles), "article")
    match action.kind:
        case ActionKind.MERGE | ActionKind.MACHINE_MERGE:
            return f"put {rest} into {first}, {articles}{_scored(action)}"
        case ActionKind.SPLIT | ActionKind.MACHINE_SPLIT:
            return f"made {articles} of {first} a thread of their own, {rest}{_scored(action)}"
        case ActionKind.MOVE:
            return f"moved {articles} from {rest} to {first}"
        case ActionKind.RENAME:
            return f"renamed {first}: {_renamed(action.renamed)}" if action.renamed else f"renamed {first}"
        case ActionKind.UNDO:
            return f"took back {action.undoes}, {articles}"
        case _:
            return f"{action.kind.value}ned {', '.join([*names, *action.articles])}"


def _scored(action: Action) -> str:
    return "" if action.score is None else f", {_measured(action)}"


def _measured(action: Action) -> str:
    """Return what second thoughts measured; those had before they noted what it is had one measure."""
    return f"{action.reason or MEAN_SCORE} {action.score:.2f}"


def _renamed(renamed: Renamed) -> str:
    before, after = renamed.before, renamed.after
    told: list[str] = []
    if after.slug != before.slug:
        told.append(f"slug {after.slug}, before {before.slug}")
    if after.headline_of != before.headline_of:
        told.append(
            f"headed by article {after.headline_of}" if after.headline_of else "headed by its newest development"
        )
    if after.working_title != before.working_title:
        told.append(f"working title “{after.working_title}”" if after.working_title else "no working title")
    return "; ".join(told)


def grounds_words(
    assignment: Assignment, nearest: Told | None, runner_up: Thread | None, action: Action | None = None
) -> tuple[Part, ...]:
    """Return why an article is where it is, in plain words with links.

    Args:
        assignment: The decision with the numbers that made it.
        nearest: The nearest article that the grounds name, where it is still known.
        runner_up: The second choice, where it is still known.
        action: What put the article here since; None: nothing that is known.
    """
    if assignment.decided_by is DecidedBy.EDITOR:
        return (Part(text=_put(action)),)
    if action is not None and action.score is not None:
        return (Part(text=_rethought(action)),)
    if assignment.opens_thread:
        return tuple(_refusal(assignment.grounds, nearest, runner_up))
    return tuple(_acceptance(assignment, nearest, runner_up))


def _put(action: Action | None) -> str:
    if action is None:
        return "Put here by an editor."
    why = f": {action.reason}" if action.reason else ""
    return f"Put here by {action.author}, {action.at.day} {action.at:%b %Y} ({action.kind.value}{why})."


def _rethought(action: Action) -> str:
    what = "the two threads grew together" if action.kind is ActionKind.MACHINE_MERGE else "the thread held two stories"
    return f"Second thoughts on {action.at.day} {action.at:%b %Y}: {what}, {_measured(action)}."


def _refusal(grounds: Grounds, nearest: Told | None, runner_up: Thread | None) -> Iterator[Part]:
    if grounds.similarity is None:
        yield Part(text="Opened the thread: there was no other to join.")
        return
    yield Part(
        text=f"Opened the thread: the best other scored {grounds.score:.2f}, similarity {grounds.similarity:.2f}"
    )
    yield from _nearest(grounds, nearest)
    yield Part(text=".")
    yield from _taught(grounds)
    yield from _second(grounds, runner_up, "That was ")


def _acceptance(assignment: Assignment, nearest: Told | None, runner_up: Thread | None) -> Iterator[Part]:
    grounds = assignment.grounds
    names = [word for word in grounds.shared if " " in word][:_MOST_SHARED]
    if names:
        yield Part(text=f"Same names ({', '.join(names)}). ")
    yield Part(text=f"Score {grounds.score:.2f}")
    if grounds.similarity is not None:
        yield Part(text=f", similarity {grounds.similarity:.2f} to the thread")
    yield from _nearest(grounds, nearest)
    if grounds.shared:
        yield Part(text="; shares " + ", ".join(f"“{word}”" for word in grounds.shared[:_MOST_SHARED]))
    if grounds.gap is not None:
        order = "before" if grounds.gap < timedelta(0) else "after"
        yield Part(text=f"; {span(abs(grounds.gap))} {order} the thread was last seen")
    yield Part(text=".")
    yield from _taught(grounds)
    yield from _second(grounds, runner_up, "Second choice: ")


def _taught(grounds: Grounds) -> Iterator[Part]:
    """Say what corrections near the article did to its score."""
    if grounds.taught is not None and abs(grounds.taught) >= 0.005:
        verb = "added" if grounds.taught > 0 else "took"
        yield Part(text=f" Corrections of editors near it {verb} {abs(grounds.taught):.2f}.")


def _nearest(grounds: Grounds, nearest: Told | None) -> Iterator[Part]:
    if nearest is None:
        return
    yield Part(text="; nearest article ")
    yield Part(text=f"“{nearest.headline}”", href=nearest.url)
    yield Part(text=f" ({nearest.outlet_name}")
    if grounds.nearest_similarity is not None:
        yield Part(text=f", {grounds.nearest_similarity:.2f}")
    yield Part(text=")")


def _second(grounds: Grounds, runner_up: Thread | None, lead: str) -> Iterator[Part]:
    if runner_up is None:
        return
    yield Part(text=f" {lead}")
    yield Part(text=f"“{runner_up.headline}”", href=f"/thread/{runner_up.slug}")
    if grounds.runner_up_score is not None:
        yield Part(text=f", {grounds.runner_up_score:.2f}")
    yield Part(text=".")


#: Kind of a watch -> what it looks at, around its value.
_WATCHED: Mapping[WatchKind, str] = {
    WatchKind.THREAD: "this thread",
    WatchKind.QUERY: "for “{}”",
    WatchKind.OUTLET: "the outlet “{}”",
    WatchKind.SPEAKER: "for words of “{}”",
    WatchKind.FIGURE: "for the figure “{}”",
    WatchKind.KIND: "for developments of the kind “{}”",
    WatchKind.GAP: "for what {} outlets have and ours has not",
    WatchKind.SILENCE: "whether “{}” falls silent",
}


def watch_words(watch: Watch) -> str:
    """Return what a watch looks at, as the end of “you watch …”."""
    if watch.kind is WatchKind.SILENCE and watch.value == ANY_OUTLET:
        return "whether any outlet falls silent"
    return _WATCHED[watch.kind].replace("{}", watch.value)


def delivery_words(delivery: Delivery) -> str:
    """Return when a watch tells, in plain words."""
    words = {
        Pace.AT_ONCE: "at once",
        Pace.HOURLY: "hourly",
        Pace.DAILY: f"daily at {delivery.daily_at:%H:%M}",
    }[delivery.pace]
    if delivery.quiet_from is not None and delivery.quiet_until is not None:
        words += f", quiet {delivery.quiet_from:%H:%M}–{delivery.quiet_until:%H:%M}"
    if delivery.zone != "UTC":
        words += f" ({delivery.zone})"
    if delivery.most_a_day is not None:
        words += f", {delivery.most_a_day} a day at most"
    return words


def noise_words(n_alerts: int, days: float) -> str:
    """Return how noisy a watch is, in a sentence."""
    told = plural(n_alerts, "alert")
    return (
        f"This watch made {told} in {days:.0f} days, {n_alerts / days:.0f} a day: narrow it, or ask for a daily digest."
    )


def unreachable_words(found: Unreachable) -> str:
    """Return that somebody's letters come back, in a sentence."""
    came_back = plural(found.n_letters, "letter")
    return f"not reached: {came_back} came back since {found.since:%Y-%m-%d}, the last with “{found.reason}”"
