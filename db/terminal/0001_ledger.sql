-- Which books there are; the number is only a short name for this file and never leaves it.
CREATE TABLE book (
    number INTEGER PRIMARY KEY CHECK (number BETWEEN 1 AND 2147483647),
    name TEXT NOT NULL UNIQUE
) STRICT;

-- Every act of every book, as it was written. place = number of the book * 2^32 + seq: the one key of this table,
-- so that an append touches two trees and not four (docs/decisions/0003). Write it as
-- (SELECT number FROM book WHERE name = :book) << 32 | :seq; a run of a book is a range of places.
CREATE TABLE ledger (
    place INTEGER PRIMARY KEY,
    book TEXT NOT NULL,
    seq INTEGER NOT NULL CHECK (seq > 0 AND seq = (place & 4294967295)),
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    visit TEXT,
    hlc TEXT NOT NULL,
    by_staff TEXT NOT NULL,
    body TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;

CREATE INDEX ledger_of_visit ON ledger (visit, hlc) WHERE visit IS NOT NULL;

CREATE TRIGGER ledger_is_never_changed BEFORE UPDATE ON ledger
BEGIN
    SELECT RAISE(ABORT, 'ledger is append-only');
END;

CREATE TRIGGER ledger_is_never_shortened BEFORE DELETE ON ledger
BEGIN
    SELECT RAISE(ABORT, 'ledger is append-only');
END;

CREATE TRIGGER book_is_never_renamed BEFORE UPDATE ON book
BEGIN
    SELECT RAISE(ABORT, 'a book keeps its number');
END;

CREATE TRIGGER book_is_never_closed BEFORE DELETE ON book
BEGIN
    SELECT RAISE(ABORT, 'a book keeps its number');
END;

-- What the station has, as it said itself: one line per book.
CREATE TABLE acknowledged (
    book TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- How far something has been read or rebuilt.
CREATE TABLE cursor (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
