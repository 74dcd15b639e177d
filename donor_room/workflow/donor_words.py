"""What a donor said beyond this day, as it is known here: whether she or he may be called, and the tags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from donor_room.domain import entries as e
from donor_room.domain.contact import Contact, Word, standing
from donor_room.domain.directory import DirectoryDonor
from donor_room.domain.donor_tags import tags_of
from donor_room.domain.visit import Visit
from donor_room.workflow.desk import Desk


def contact_known(donor: DirectoryDonor | None, visits: Iterable[Visit]) -> Contact | None:
    """Return the word that stands by the station's list and by what was said here; None = nobody asked."""
    return standing((said for visit in visits for said in visit.contact), donor.contact if donor else None)


def contact_of(desk: Desk, visit: Visit) -> Contact | None:
    """Return the word that stands of the donor of a visit, by the list and by every visit here."""
    kind, number = visit.donor.document_kind, visit.donor.document_number
    here = (desk.visits.get(line.visit) for line in desk.visits.of_person(kind, number))
    return contact_known(desk.directory.find_by_document(kind, number), here)


def tags_known(desk: Desk, donor: DirectoryDonor | None, visits: Iterable[Visit]) -> tuple[str, ...]:
    """Return the tags of the list, changed by what was said here since the list was told."""
    as_of = desk.directory.as_of()
    since = (said for visit in visits for said in visit.tagged if as_of is None or said.at >= as_of)
    return tags_of(since, donor.tags if donor else ())


def contact_said(shown: Contact | None, word: Word) -> e.ContactSaid:
    """Return the act of what the donor says, over the word that is on the screen of whoever writes it."""
    stood = shown.withdrawals if shown is not None and shown.word == "withdrawn" else ()
    return e.ContactSaid(word=word, seen=stood if word == "agreed" else ())


def tagged(changes: Mapping[str, bool]) -> list[e.DonorTagged]:
    """Return the acts of these tags, each given or taken away."""
    return [e.DonorTagged(tag=tag, is_on=is_on) for tag, is_on in changes.items()]  # type: ignore[arg-type]


def say(desk: Desk, visit: str, acts: Sequence[e.ContactSaid | e.DonorTagged]) -> Visit:
    """Write down what a donor says whose visit is open."""
    return desk.record(visit, *acts)
