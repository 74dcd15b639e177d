"""What is acknowledged stays, half an act never does, and every trouble has its name."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from donor_room import settings
from donor_room.domain.refusal import Trouble
from donor_room.store import engine
from donor_room.store.database import Database, make_durable, open_database, read_database
from donor_room.store.vault import FILE_NAME, create
from tests.store.conftest import KEY
from tests.store.entries import add_book, seqs, write

ROOT = settings.terminal_migrations().parents[1]
OTHER_KEY = bytes(32)
REST = "id, kind, version, visit, hlc, by_staff, body, prev_hash, hash"


def opened(path: Path, key: bytes = KEY) -> Database:
    return open_database(path, key, settings.terminal_migrations())


def code_of_opening(path: Path, key: bytes = KEY) -> str:
    with pytest.raises(Trouble) as no:
        opened(path, key).close()
    return no.value.code


def run(code: str, *words: object) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-c", code, *map(str, words)]
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)


# ---- opening -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("temp_store", 2),
        ("secure_delete", 1),
    ],
)
def test_the_database_is_as_strict_as_it_is_meant_to_be(database, setting, value):
    assert database.row(f"PRAGMA {setting}") == (value,)


def test_a_database_that_cannot_have_a_log_is_not_durable():
    in_memory = Database(engine.connect(":memory:", isolation_level=None), Path("memory"), KEY, None)
    with pytest.raises(Trouble) as no:
        make_durable(in_memory)
    assert (no.value.code, no.value.values["setting"]) == ("store.not_durable", "journal_mode")
    in_memory.close()


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_key_of_another_length_is_a_bug(path, size):
    with pytest.raises(ValueError, match="32 bytes"):
        opened(path, bytes(size))


def test_a_wrong_key_opens_nothing(path):
    opened(path).close()
    assert code_of_opening(path, OTHER_KEY) == "store.wrong_key"


def test_after_a_wrong_key_the_right_one_still_opens(path):
    opened(path).close()
    code_of_opening(path, OTHER_KEY)
    opened(path).close()


@pytest.mark.parametrize("content", [b"x" * 10, b"x" * 4096, os.urandom(8192)])
def test_a_file_of_something_else_is_told(path, content):
    path.write_bytes(content)
    assert code_of_opening(path) == "store.wrong_key"
    assert path.read_bytes() == content


def test_a_plain_database_is_told(path):
    path.write_bytes(b"SQLite format 3\x00" + bytes(4080))
    assert code_of_opening(path) == "store.not_encrypted"


def test_a_missing_folder_is_told(tmp_path):
    assert code_of_opening(tmp_path / "nowhere" / "terminal.db") == "store.cannot_open"


def test_a_folder_in_the_place_of_the_file_is_told(path):
    path.mkdir()
    assert code_of_opening(path) == "store.cannot_open"


def test_a_log_without_its_database_is_kept(path):
    database = opened(path)
    log = path.with_name(path.name + "-wal")
    kept = log.read_bytes()
    database.close()
    path.unlink()
    log.write_bytes(kept)
    assert code_of_opening(path) == "store.database_missing"
    assert log.read_bytes() == kept


def test_a_second_start_is_refused_and_the_first_goes_on(path, database):
    code = (
        "import sys; from pathlib import Path; from donor_room.store.database import open_database\n"
        "open_database(Path(sys.argv[1]), bytes(range(32)), Path('db/terminal'))"
    )
    second = run(code, path)
    assert "store.in_use" in second.stderr
    add_book(database)


def test_a_second_start_is_refused_in_the_same_process_too(path, database):
    assert code_of_opening(path) == "store.in_use"


def test_a_killed_program_leaves_no_lock(path):
    code = (
        "import os, sys; from pathlib import Path; from donor_room.store.database import open_database\n"
        "d = open_database(Path(sys.argv[1]), bytes(range(32)), Path('db/terminal')); os.kill(os.getpid(), 9)"
    )
    assert run(code, path).returncode == -signal.SIGKILL
    opened(path).close()


def test_one_may_look_beside_the_writer(path, database):
    add_book(database)
    write(database, 1)
    reader = read_database(path, KEY)
    write(database, 2)
    assert seqs(reader) == [1, 2]
    reader.close()


def test_who_looks_cannot_write(path, database):
    reader = read_database(path, KEY)
    with pytest.raises(Trouble) as no:
        add_book(reader)
    assert no.value.code == "store.read_only"
    reader.close()


@pytest.mark.parametrize(
    "left_behind", [["terminal.db", "terminal.db-wal"], ["terminal.db", "terminal.db-wal", "terminal.db-shm"]]
)
def test_one_may_look_at_what_a_killed_program_left(path, database, tmp_path, left_behind):
    add_book(database)
    write(database, 1)
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in left_behind:
        (copy / name).write_bytes(path.with_name(name).read_bytes())
    reader = read_database(copy / "terminal.db", KEY)
    assert seqs(reader) == [1]
    reader.close()
    reader = read_database(copy / "terminal.db", KEY)
    assert seqs(reader) == [1]
    reader.close()


def test_a_log_whose_end_was_torn_keeps_what_was_whole(path, tmp_path):
    database = opened(path)
    add_book(database)
    for seq in (1, 2, 3):
        write(database, seq)
    log = path.with_name("terminal.db-wal").read_bytes()
    content = path.read_bytes()
    database.close()
    for name in ("terminal.db-wal", "terminal.db-shm"):
        path.with_name(name).unlink(missing_ok=True)
    path.write_bytes(content)
    path.with_name("terminal.db-wal").write_bytes(log[:-700])
    database = opened(path)
    assert seqs(database) == [1, 2]
    assert database.findings() == []
    database.close()


def test_looking_makes_no_file(tmp_path):
    with pytest.raises(Trouble):
        read_database(tmp_path / "terminal.db", KEY)
    assert not list(tmp_path.iterdir())


# ---- one act, one transaction ------------------------------------------------------------------------------


def test_an_act_that_ends_well_is_there_after_a_new_start(path):
    database = opened(path)
    with database.atomic():
        add_book(database)
        write(database, 1)
    database.close()
    database = opened(path)
    assert seqs(database) == [1]
    database.close()


def add_book_and_raise(database: Database, ending: BaseException) -> None:
    with database.atomic():
        add_book(database)
        raise ending


def write_and_raise(database: Database, seq: int) -> None:
    with database.atomic():
        write(database, seq)
        raise ValueError("inner")


@pytest.mark.parametrize("ending", [ValueError, KeyboardInterrupt, Trouble])
def test_an_act_that_fails_leaves_nothing(database, ending):
    with pytest.raises(ending):
        add_book_and_raise(database, ending("x"))
    assert database.rows("SELECT * FROM book") == []


def test_what_is_nested_is_undone_alone(database):
    with database.atomic():
        add_book(database)
        with pytest.raises(ValueError, match="inner"):
            write_and_raise(database, 1)
        write(database, 2)
    assert seqs(database) == [2]


def test_what_is_nested_goes_with_the_whole(database):
    with pytest.raises(ValueError, match="outer"), database.atomic():  # noqa: PT012 - the block is the subject
        with database.atomic(), database.atomic():
            add_book(database)
        raise ValueError("outer")
    assert database.rows("SELECT * FROM book") == []


def test_an_act_that_cannot_be_kept_is_undone(database):
    database.execute("CREATE TABLE page (book REFERENCES book (number) DEFERRABLE INITIALLY DEFERRED)")
    with pytest.raises(engine.IntegrityError), database.atomic():
        database.execute("INSERT INTO page VALUES (7)")
    assert database.rows("SELECT * FROM page") == []
    add_book(database)


def test_sqlite_utils_stays_inside_the_act(database):
    with pytest.raises(ValueError, match="x"), database.atomic():  # noqa: PT012
        database.utils()["cursor"].insert({"name": "a", "value": "b"})
        raise ValueError("x")
    assert database.rows("SELECT * FROM cursor") == []


def test_a_wrong_statement_is_a_bug_and_not_a_trouble(database):
    with pytest.raises(engine.Error), database.atomic():
        database.connection.execute("SELECT nonsense")
    with pytest.raises(engine.Error):
        database.execute_many("INSERT INTO nowhere VALUES (?)", [(1,)])
    add_book(database)


# ---- the ledger's own promises -----------------------------------------------------------------------------


@pytest.fixture
def written(database: Database) -> Iterator[Database]:
    add_book(database)
    for seq in (1, 2, 3):
        write(database, seq)
    before = database.rows("SELECT * FROM ledger")
    yield database
    assert database.rows("SELECT * FROM ledger") == before


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger SET body = 'x'",
        "UPDATE ledger SET body = body WHERE seq = 2",
        "UPDATE OR IGNORE ledger SET body = 'x'",
        "UPDATE OR REPLACE ledger SET place = place + 1, seq = seq + 1",
        "DELETE FROM ledger",
        "DELETE FROM ledger WHERE seq = 3",
        "INSERT OR REPLACE INTO ledger SELECT * FROM ledger WHERE seq = 1",
        "INSERT INTO ledger SELECT * FROM ledger WHERE seq = 1",
        f"INSERT INTO ledger SELECT place + 2, book, seq + 1, {REST} FROM ledger WHERE seq = 3",
        "UPDATE book SET name = 'x'",
        "DELETE FROM book",
    ],
)
def test_nothing_written_is_changed(written, sql):
    with pytest.raises(engine.IntegrityError):
        written.execute(sql)


# ---- troubles ----------------------------------------------------------------------------------------------


def test_a_full_disk_is_told_and_nothing_is_half_saved(database):
    add_book(database)
    write(database, 1)
    (pages,) = database.row("PRAGMA page_count")
    database.execute(f"PRAGMA max_page_count = {pages}").close()
    with pytest.raises(Trouble) as no, database.atomic():  # noqa: PT012
        write(database, 2, body="small")
        write(database, 3, body="x" * 100_000)
    assert no.value.code == "store.disk_full"
    assert seqs(database) == [1]


def test_after_a_full_disk_work_goes_on_when_there_is_space(database):
    test_a_full_disk_is_told_and_nothing_is_half_saved(database)
    database.execute("PRAGMA max_page_count = 1000000").close()
    write(database, 2, body="x" * 100_000)
    assert seqs(database) == [1, 2]


def test_nothing_follows_an_act_that_the_disk_undid(database):
    with pytest.raises(Trouble) as no, database.atomic():  # noqa: PT012
        add_book(database)
        database.connection.execute("ROLLBACK")  # as SQLite itself does after some disk errors
        write(database, 1)
    assert no.value.code == "store.disk_error"
    assert database.rows("SELECT * FROM book") == []


def test_a_busy_database_is_told(path, database):
    database.connection.execute("PRAGMA busy_timeout = 1")
    other = engine.connect(str(path), isolation_level=None)
    other.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Trouble) as no, database.atomic():
        pass
    assert no.value.code == "store.busy"
    other.close()


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become somebody else"
)
def test_a_file_that_may_not_be_written_is_told():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "terminal.db"
        opened(path).close()
        path.chmod(0o444)
        path.with_name("terminal.db.lock").chmod(0o666)
        Path(folder).chmod(0o755)
        os.seteuid(65534)
        try:
            assert code_of_opening(path) == "store.read_only"
        finally:
            os.seteuid(0)


def test_a_lock_that_may_not_be_written_is_told(path):
    path.with_name("terminal.db.lock").mkdir()
    assert code_of_opening(path) == "store.read_only"


def test_every_trouble_has_a_sentence_in_both_languages():
    import tomllib

    said = [
        set(tomllib.loads((ROOT / "resources/texts" / language / "store.toml").read_text("utf-8"))["store"])
        for language in ("zh_CN", "en")
    ]
    code = "".join(path.read_text("utf-8") for path in (ROOT / "donor_room/store").glob("*.py"))
    used = {word.split('"')[0] for word in code.split('"store.')[1:]}
    assert said[0] == said[1]
    assert used - {"toml"} <= said[0]


# ---- damage and theft --------------------------------------------------------------------------------------


def test_a_sound_file_has_no_findings(database):
    assert database.findings() == []


def damaged_copies(path: Path) -> Iterator[int]:
    """Flip one bit on every page in turn, past the sixteen bytes of salt that open the file."""
    sound = path.read_bytes()
    for page in range(0, len(sound), 4096):
        at = page + 16 + (page * 31 + 7) % 4000
        path.write_bytes(sound[:at] + bytes([sound[at] ^ 1 << page // 4096 % 8]) + sound[at + 1 :])
        yield page // 4096 + 1
    path.write_bytes(sound)


def test_one_flipped_bit_on_any_page_is_found(path):
    database = opened(path)
    add_book(database)
    with database.atomic():
        for seq in range(1, 200):
            write(database, seq, body="x" * 100)
    database.close()
    for page in damaged_copies(path):
        assert is_told_or_found(path), f"page {page}"


def is_told_or_found(path: Path) -> bool:
    try:
        reader = read_database(path, KEY)
    except Trouble as trouble:
        return trouble.code in {"store.wrong_key", "store.damaged"}
    try:
        return bool(reader.findings())
    finally:
        reader.close()


def test_reading_a_damaged_page_is_told_as_damage(path):
    database = opened(path)
    add_book(database)
    for seq in range(1, 50):
        write(database, seq, body="x" * 1000)
    database.close()
    content = bytearray(path.read_bytes())
    pages = len(content) // 4096  # what was written last lies at the end, the schema before it
    for page in range(pages - 6, pages):
        content[page * 4096 + 100] ^= 1
    path.write_bytes(content)
    reader = read_database(path, KEY)
    with pytest.raises(Trouble) as no:
        reader.rows("SELECT * FROM ledger")
    reader.close()
    assert no.value.code == "store.damaged"


def test_a_marker_person_is_found_in_no_file(tmp_path):
    marker = "龘䶮测试员11010119900307"
    path, key = tmp_path / "terminal.db", create(tmp_path, "practice", "passphrase")
    database = open_database(path, key, settings.terminal_migrations())
    add_book(database)
    for seq in range(1, 50):
        write(database, seq, body=marker * 40)
    database.rows("SELECT body FROM ledger ORDER BY body || seq")
    forms = [marker.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")]
    forms += [marker[:5].encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")] + [key]
    names = {file.name for file in tmp_path.iterdir()}
    content = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    database.close()
    content += b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert {"terminal.db", "terminal.db-wal", FILE_NAME} <= names
    assert not [form for form in forms if form in content]


def test_the_log_is_moved_when_it_has_grown(database):
    add_book(database)
    for seq in range(1, 120):
        write(database, seq, body="x" * 3000)
    database.tidy()
    busy, in_log, moved = database.row("PRAGMA wal_checkpoint(NOOP)")
    assert (busy, moved) == (0, in_log)


# ---- kill -9 -----------------------------------------------------------------------------------------------

WRITER = """
import sys
from pathlib import Path
from donor_room.store.database import open_database
from tests.store.entries import add_book, seqs, write
database = open_database(Path(sys.argv[1]), bytes(range(32)), Path("db/terminal"))
with database.atomic():
    database.execute("INSERT OR IGNORE INTO book (name) VALUES ('book')")
seq = len(seqs(database))
while True:
    with database.atomic():
        write(database, seq + 1)
        write(database, seq + 2)
    seq += 2
    print(seq, flush=True)
"""


@pytest.mark.parametrize("after_lines", [1, 2, 7, 40, 41, 150])
def test_a_kill_loses_nothing_acknowledged_and_leaves_nothing_half(path, after_lines):
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    told = [int(process.stdout.readline()) for _ in range(after_lines)]
    process.kill()
    rest = process.stdout.read().split("\n")[:-1]
    process.wait()
    process.stdout.close()
    database = opened(path)
    kept = seqs(database)
    database.close()
    assert kept == list(range(1, len(kept) + 1))
    assert len(kept) % 2 == 0
    assert len(kept) >= int((told + rest)[-1])


def test_an_empty_file_is_nothing_to_look_at(tmp_path):
    (tmp_path / "terminal.db").touch()
    with pytest.raises(Trouble) as no:
        read_database(tmp_path / "terminal.db", KEY)
    assert no.value.code == "store.database_empty"


def test_a_log_beside_an_emptied_database_is_not_thrown_away(path, database):
    add_book(database)
    write(database, 1)
    log = path.with_name("terminal.db-wal").read_bytes()
    database.close()
    path.write_bytes(b"")
    path.with_name("terminal.db-wal").write_bytes(log)
    assert code_of_opening(path) == "store.database_missing"
    assert path.with_name("terminal.db-wal").read_bytes() == log


def test_a_folder_is_no_database(tmp_path):
    (tmp_path / "terminal.db").mkdir()
    assert code_of_opening(tmp_path / "terminal.db") == "store.cannot_open"
