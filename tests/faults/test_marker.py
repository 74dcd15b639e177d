"""Nothing that a donor said can be read in any file of the profile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from donor_room.packs.texts import Texts
from donor_room.printing.folder_printer import FolderPrinter
from donor_room.workflow import label_print, register
from donor_room.workflow.desk import Desk
from tests.support import desks as d

NAME = "标记䶮人"
PHONE = "13866660000"
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")


@pytest.fixture
def at_work(tmp_path: Path) -> Iterator[Desk]:
    with d.at_work(tmp_path) as desk:
        yield desk


def whole_visit(desk: Desk) -> register.Visit:
    donor = msgspec.structs.replace(d.invented(desk), name=NAME, phone=PHONE, address=NAME)
    d.know(desk, donor, name=NAME)
    visit = register.open_visit(desk, donor=donor, source="typed", plan="WB400")
    for step in (d.answer_all, d.examine_all, d.test_all, d.confirm, d.plan_set):
        visit = step(desk, visit)
    label_print.send(desk, visit.id)
    for step in (
        lambda desk, visit: d.scan_all(desk, visit, "before_needle"),
        d.collect_all,
        d.rest_and_leave,
    ):
        visit = step(desk, visit)
    return visit


def files_with(folder: Path, text: str) -> list[str]:
    sought = [text.encode(encoding) for encoding in ENCODINGS]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(one in path.read_bytes() for one in sought)]


def test_a_marked_donor_is_found_in_no_file(at_work: Desk, tmp_path: Path) -> None:
    at_work.printer = FolderPrinter(tmp_path / "labels", Texts("zh_CN"), at_work.clock)
    visit = whole_visit(at_work)
    assert (tmp_path / "terminal.db-wal").stat().st_size > 0
    for marker in (NAME, PHONE, visit.donor.document_number):
        assert files_with(tmp_path, marker) == []
    at_work.database.row("PRAGMA wal_checkpoint(TRUNCATE)")
    for marker in (NAME, PHONE, visit.donor.document_number):
        assert files_with(tmp_path, marker) == []
    assert NAME in at_work.ledger.of_visit(visit.id)[0].entry.body


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_search_would_find_it(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "leak").write_bytes(b"xx" + NAME.encode(encoding))
    assert files_with(tmp_path, NAME) == ["leak"]
