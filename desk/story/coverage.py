"""Outlets against developments: who has carried what, when, in whose words; and who has not."""

from collections import Counter

from desk.story.outline import Outline
from desk.story.shown import Cell, CoverageRow, CoverageShown
from desk.story.timeline import stretch
from desk.wording import kind_name
from pipeline.nouns import Development, ProvenanceKind
from storage.thread_glance import Line

#: Developments and outlets that one table holds so that it can be read: counts.
_MOST_ROWS, _MOST_OUTLETS = 30, 16


def coverage_view(known: Outline, *, skip: int = 0, own: str = "") -> CoverageShown:
    """Return the coverage of a thread, its newest developments first.

    Args:
        known: The thread's outline.
        skip: Developments to leave out before.
        own: Slug of the newsroom's own outlet, which stands first; empty: none is named.
    """
    ordered = known.developments[::-1]
    part = stretch(len(ordered), skip, _MOST_ROWS)
    names = _columns(known, own)
    return CoverageShown(
        outlets=names[:_MOST_OUTLETS],
        rows=tuple(_row(each, known, names[:_MOST_OUTLETS]) for each in ordered[part.skip : part.skip + part.n]),
        n_left_out=max(0, len(names) - _MOST_OUTLETS),
        stretch=part,
    )


def _columns(known: Outline, own: str) -> tuple[str, ...]:
    """Return the outlets, our own first, then those that carried most developments."""
    carried: Counter[str] = Counter()
    for lines in known.by_development.values():
        carried.update({known.outlet_name(line) for line in lines})
    ours = known.names.get(own)
    ranked = sorted(carried, key=lambda name: (-carried[name], name.casefold()))
    return (ours, *(name for name in ranked if name != ours)) if ours else tuple(ranked)


def _row(development: Development, known: Outline, names: tuple[str, ...]) -> CoverageRow:
    lines: dict[str, list[Line]] = {}
    for line in known.carrying(development):
        lines.setdefault(known.outlet_name(line), []).append(line)
    cells = tuple(_cell(name, lines.get(name, []), development) for name in names)
    return CoverageRow(
        development_id=development.id,
        headline=development.headline,
        kind=development.kind,
        kind_name=kind_name(development.kind),
        at=development.first_at,
        cells=cells,
        n_gaps=sum(cell.at is None for cell in cells),
    )


def _cell(name: str, lines: list[Line], development: Development) -> Cell:
    is_first = any(line.article_id == development.first_article_id for line in lines)
    return Cell(
        outlet_name=name,
        at=min((line.told_at for line in lines), default=None),
        is_first=is_first,
        is_copy=bool(lines) and not is_first and all(line.provenance is ProvenanceKind.COPY for line in lines),
    )
