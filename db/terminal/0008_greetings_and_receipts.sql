-- What the station has signed for, kept for ever. A receipt over more of the same run takes the place of the shorter one.
CREATE TABLE receipt (
    generation TEXT NOT NULL,
    book TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL CHECK (last >= first),
    hash TEXT NOT NULL,
    before TEXT NOT NULL,
    issued_at TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (generation, book, first)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER receipt_is_kept BEFORE DELETE ON receipt
BEGIN
    SELECT RAISE(ABORT, 'a receipt is kept for ever');
END;

CREATE TRIGGER receipt_only_grows BEFORE UPDATE ON receipt
WHEN NEW.last <= OLD.last OR NEW.first <> OLD.first OR NEW.book <> OLD.book OR NEW.generation <> OLD.generation
    OR NEW.before <> OLD.before
BEGIN
    SELECT RAISE(ABORT, 'a receipt only grows');
END;

-- How the clocks stood at each greeting: ahead of the station's by offset_ms, and what the clock showed that nobody can set.
CREATE TABLE greeting (
    place INTEGER PRIMARY KEY,
    wall_ms INTEGER NOT NULL,
    offset_ms INTEGER NOT NULL,
    mono_ms INTEGER,
    boot TEXT NOT NULL
) STRICT;

-- A range lent before another copy of this terminal was found: no number of it goes to a printer any more.
ALTER TABLE number_range ADD COLUMN spent INTEGER NOT NULL DEFAULT 0 CHECK (spent IN (0, 1));
