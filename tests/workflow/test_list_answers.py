"""What is said of a row of a list: may give, not before a day, ask here; and never why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from donor_room.domain import entries as e
from donor_room.domain.directory import DirectoryDonor, EarlierDonation, StandingDeferral
from donor_room.domain.identity import DocumentKind, read_document
from donor_room.wire.messages import DirectoryRow
from donor_room.workflow.desk import Desk
from donor_room.workflow.group_list import ListRow
from donor_room.workflow.list_answers import ASK, Answer, answers_of
from tests.workflow.test_expected import come, read


@pytest.fixture
def row(desk: Desk) -> ListRow:
    """Somebody in the middle of life, of whom the station knows nothing."""
    desk.directory.apply([], "c", desk.clock.now())
    return next(one for one in read(desk).rows if one.name == "何英")


def into_directory(desk: Desk, row: ListRow, **what: object) -> None:
    fields: dict[str, object] = {
        "name": row.name, "sex": row.sex, "birth_on": row.birth_on, "abo": "A", "rhd": "positive",
        "donations": (), "count": 0, "had_reaction": False, "deferral": None,
    }  # fmt: skip
    known = DirectoryDonor(**(fields | what))  # type: ignore[arg-type]
    person = desk.directory.person_of(str(row.document.kind), row.document.number)
    desk.directory.apply([DirectoryRow(person=person, revision=1, donor=known)], "c", desk.clock.now())


def gave(on: date, kind: str = "WB400") -> dict[str, object]:
    return {"donations": (EarlierDonation(kind=kind, on=on, volume_ml=400, site=""),), "count": 1}


def said(desk: Desk, row: ListRow) -> Answer:
    (answer,) = answers_of(desk, [row])
    return answer


def deferred(kind: str, until_on: date | None = None) -> dict[str, object]:
    return {"deferral": StandingDeferral(kind=kind, until_on=until_on)}  # type: ignore[arg-type]


def test_who_is_new_may_give(desk, row) -> None:
    assert said(desk, row) == Answer("may")


def test_who_gave_lately_may_not_before_a_day(desk, row) -> None:
    on = desk.clock.today() - timedelta(days=60)
    into_directory(desk, row, **gave(on))
    answer = said(desk, row)
    assert answer.says == "later"
    assert answer.on is not None
    assert answer.on > desk.clock.today()


@pytest.mark.parametrize("days", [1, 400, None])
@pytest.mark.parametrize("kind", ["permanent", "until", "ask_station"])
def test_a_deferral_is_never_told_and_no_day_with_it(desk, row, kind, days) -> None:
    until = desk.clock.today() + timedelta(days=days) if days else None
    into_directory(desk, row, **deferred(kind, until if kind == "until" else None))
    assert said(desk, row) == ASK


def test_a_deferral_that_ends_before_the_interval_does_is_not_told_by_the_day(desk, row) -> None:
    """The day is that of the interval alone, as it would be without the deferral."""
    on, soon = desk.clock.today() - timedelta(days=60), desk.clock.today() + timedelta(days=3)
    into_directory(desk, row, **gave(on))
    plain = said(desk, row)
    into_directory_again(desk, row, **gave(on), **deferred("until", soon))
    assert said(desk, row) == plain
    into_directory_again(desk, row, revision=3, **gave(on), **deferred("until", soon + timedelta(days=400)))
    assert said(desk, row) == ASK


def into_directory_again(desk: Desk, row: ListRow, *, revision: int = 2, **what: object) -> None:
    person = desk.directory.person_of(str(row.document.kind), row.document.number)
    known = DirectoryDonor(
        name=row.name, sex=row.sex, birth_on=row.birth_on, abo=None, rhd=None, had_reaction=False, **what
    )  # type: ignore[arg-type]
    desk.directory.apply([DirectoryRow(person=person, revision=revision, donor=known)], "c", desk.clock.now())


def test_a_deferral_that_is_over_is_nothing(desk, row) -> None:
    into_directory(desk, row, **deferred("until", desk.clock.today()))
    assert said(desk, row) == Answer("may")


def test_another_name_or_birth_of_the_same_number_is_asked(desk, row) -> None:
    into_directory(desk, row, name="李红")
    assert said(desk, row) == ASK
    into_directory_again(desk, row, donations=(), count=0, deferral=None)
    assert said(desk, row) == Answer("may")


def test_without_a_list_of_donors_or_with_an_old_one_all_is_asked(desk, row) -> None:
    desk.clock.instant += timedelta(hours=73)
    assert said(desk, row) == ASK


def test_a_terminal_that_never_had_a_list_asks(tmp_path, clock) -> None:
    from tests.support.desks import open_desk

    desk = open_desk(tmp_path, clock)
    rows = read(desk).rows
    assert desk.directory_age_h() is None
    assert answers_of(desk, rows) == [ASK] * len(rows)
    desk.close()


def of_birth(desk: Desk, row: ListRow, year: int) -> ListRow:
    import msgspec

    born = date(year, 3, 7)
    number = f"660001{born:%Y%m%d}001"
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    number += "10X98765432"[sum(int(d) * w for d, w in zip(number, weights, strict=True)) % 11]
    document = read_document(None, number, desk.clock.today(), practice=True)
    assert document.valid
    return msgspec.structs.replace(row, document=document, birth_on=born)


def test_the_age_is_a_day_for_the_young_and_a_question_for_the_old(desk, row) -> None:
    year = desk.clock.today().year
    assert said(desk, of_birth(desk, row, year - 17)) == Answer("later", date(year + 1, 3, 7))
    assert said(desk, of_birth(desk, row, year - 30)) == Answer("may")
    assert said(desk, of_birth(desk, row, year - 58)) == ASK
    assert said(desk, of_birth(desk, row, year - 70)) == ASK


def test_a_document_that_proves_little_or_says_no_birth_is_asked(desk, row) -> None:
    import msgspec

    other = msgspec.structs.replace(row.document, kind=DocumentKind.OTHER)
    assert said(desk, msgspec.structs.replace(row, document=other)) == ASK
    assert said(desk, msgspec.structs.replace(row, birth_on=None)) == ASK


def test_who_is_here_already_or_was_deferred_here_today_is_asked(desk, row) -> None:
    come(desk, row)
    assert said(desk, row) == ASK
    (line,) = desk.visits.of_person(str(row.document.kind), row.document.number)
    desk.record(line.visit, e.VisitClosed(how="left", remark=None))
    assert said(desk, row) == Answer("may")


def test_ten_thousand_rows_are_looked_up_a_few_at_a_time(desk, row) -> None:
    """Each slice is one short piece of work; the whole is the sum of them."""
    from donor_room.ui.steps.group_list.state import AT_ONCE, Offered
    from donor_room.workflow.group_list import GroupList

    offer = Offered(file="f", sha256="0", group=GroupList((row,) * 120, ()))
    assert len(offer.next_rows) == AT_ONCE
    assert len(Offered("f", "0", offer.group, answers=(ASK,) * 100).next_rows) == 20
