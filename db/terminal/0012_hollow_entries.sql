-- What a donor said may leave under a receipt of the station (docs/decisions/0021): the row stays, its body is empty. A
-- body leaves only of an entry of a visit that is under a receipt, is not the last of its book and tells of no number.
DROP TRIGGER ledger_is_never_changed;

CREATE TRIGGER ledger_is_never_changed BEFORE UPDATE ON ledger
WHEN NOT (
    NEW.body = '' AND OLD.visit IS NOT NULL
    AND (NEW.place, NEW.book, NEW.seq, NEW.id, NEW.kind, NEW.version) IS (OLD.place, OLD.book, OLD.seq, OLD.id, OLD.kind, OLD.version)
    AND (NEW.visit, NEW.hlc, NEW.by_staff, NEW.prev_hash, NEW.hash) IS (OLD.visit, OLD.hlc, OLD.by_staff, OLD.prev_hash, OLD.hash)
    AND OLD.kind NOT IN ('labels.planned', 'labels.voided', 'labels.sent', 'labels.reprinted')
    AND EXISTS (SELECT 1 FROM ledger AS next WHERE next.place = OLD.place + 1)
    AND EXISTS (SELECT 1 FROM receipt WHERE receipt.book = OLD.book AND OLD.seq BETWEEN receipt.first AND receipt.last)
)
BEGIN
    SELECT RAISE(ABORT, 'ledger is append-only');
END;

CREATE TRIGGER ledger_takes_bodies BEFORE INSERT ON ledger
WHEN NEW.body = '' AND (
    NEW.visit IS NULL OR NEW.kind IN ('labels.planned', 'labels.voided', 'labels.sent', 'labels.reprinted')
    OR NOT EXISTS (SELECT 1 FROM receipt WHERE receipt.book = NEW.book AND NEW.seq BETWEEN receipt.first AND receipt.last)
)
BEGIN
    SELECT RAISE(ABORT, 'an entry without its body is under a receipt');
END;

-- Receipts of every life of the station's data over one book.
CREATE INDEX receipt_of_book ON receipt (book, first);

-- What a restored station holds no more and this laptop neither: receipts of that life of its data begin after it.
CREATE TABLE receipt_gap (
    generation TEXT NOT NULL,
    book TEXT NOT NULL,
    last INTEGER NOT NULL,
    hash TEXT NOT NULL,
    issued_at TEXT NOT NULL,
    PRIMARY KEY (generation, book)
) STRICT, WITHOUT ROWID;
