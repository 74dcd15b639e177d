"""What another laptop wrote of a visit since it was looked at here: seen before anything is saved (0019)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from donor_room.domain import entries as e
from donor_room.domain.refusal import Refusal


class News(NamedTuple):
    """Who wrote last, on which laptop, and of which kinds the entries are that nobody here has seen."""

    name: str
    where: str
    kinds: tuple[str, ...]


_NEVER_REFUSED = (
    e.ForeignLabelScanned,
    e.ReactionBegan,
    e.ReactionNoted,
    e.ReactionEnded,
    e.NeedleFailed,
    e.CollectionEnded,
)
"""What happens to the donor, and two visits that must stop, are written down whatever else is new."""


class Unseen:
    """The visits of which something came from another laptop; to be used on the store thread only."""

    def __init__(self) -> None:
        self._news: dict[str, News] = {}
        self.came: Callable[[str, News], None] | None = None
        """Told as soon as something has come."""
        self.refused: Callable[[str], None] | None = None
        """Told of which visit a save was refused, so that its page is shown anew."""

    def note(self, visit: str, news: News) -> None:
        """Remember what came, together with what was not seen before."""
        before = self._news.get(visit)
        kinds = (*before.kinds, *news.kinds) if before else news.kinds
        self._news[visit] = news._replace(kinds=tuple(dict.fromkeys(kinds)))
        if self.came is not None:
            self.came(visit, self._news[visit])

    def seen(self, visit: str) -> None:
        """Take note that somebody looks at the visit as it stands now."""
        self._news.pop(visit, None)

    def of(self, visit: str) -> News | None:
        """Return what of a visit was not seen here yet."""
        return self._news.get(visit)

    def refuse(self, visit: str, acts: tuple[e.Act, ...]) -> None:
        """Refuse acts on a visit that is no longer what was looked at, by the name of who wrote."""
        news = self._news.get(visit)
        if news is None or all(isinstance(act, _NEVER_REFUSED) for act in acts):
            return
        if self.refused is not None:
            self.refused(visit)
        raise Refusal("mesh.news", name=news.name, where=news.where)
