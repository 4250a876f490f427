"""Articles of many stories, or of one that grows all day: where they are, and nothing is ever placed by them."""

from pipeline.nouns import Grounds, Provenance, ProvenanceKind
from pipeline.thread.candidates import Decision


class Aside:
    """Where such articles are; nothing else is known of them."""

    def __init__(self) -> None:
        self._places: dict[str, tuple[str, str]] = {}
        #: Rows of those that were placed as reports, before they had grown.
        self.rows: set[int] = set()

    def __contains__(self, article_id: str) -> bool:
        return article_id in self._places

    def put(self, article_id: str, thread_id: str, development_id: str) -> None:
        """Take in where an article is."""
        self._places[article_id] = (thread_id, development_id)

    def follow(self, provenance: Provenance) -> Decision | None:
        """Return where a copy of such an article belongs, or None: it is no copy of one."""
        place = self._places.get(provenance.of or "")
        if provenance.kind is not ProvenanceKind.COPY or place is None:
            return None
        grounds = Grounds(score=1.0, similarity=None, nearest_article_id=provenance.of)
        return Decision(thread_id=place[0], development_id=place[1], grounds=grounds)
