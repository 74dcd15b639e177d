-- What stands in no visit (people, shifts, ranges) is found by kind; appends to a visit never touch this index.
CREATE INDEX ledger_of_house ON ledger (kind, hlc) WHERE visit IS NULL;

-- All that follows is drawn from the ledger and can be emptied and filled again from it.

-- Numbers leased from the station; `issued` counts those given to shifts.
CREATE TABLE number_range (
    range_id TEXT PRIMARY KEY,
    profile TEXT NOT NULL,
    first TEXT NOT NULL,
    last TEXT NOT NULL,
    count INTEGER NOT NULL,
    issued INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A block of a range in the hands of one shift; `taken` counts the numbers spent from its beginning.
CREATE TABLE number_block (
    shift TEXT NOT NULL,
    range_id TEXT NOT NULL,
    profile TEXT NOT NULL,
    first TEXT NOT NULL,
    last TEXT NOT NULL,
    count INTEGER NOT NULL,
    taken INTEGER NOT NULL,
    returned INTEGER NOT NULL,
    PRIMARY KEY (range_id, first)
) STRICT, WITHOUT ROWID;

CREATE INDEX number_block_of_shift ON number_block (shift);

-- Every number that was ever spent here: the key is the promise that none is used twice.
CREATE TABLE donation_number (
    number TEXT PRIMARY KEY,
    profile TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'used', 'void', 'explained')),
    shift TEXT NOT NULL,
    visit TEXT NOT NULL,
    changed_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX donation_number_of_shift ON donation_number (shift);
CREATE INDEX donation_number_of_visit ON donation_number (visit);

CREATE TRIGGER void_number_is_dead BEFORE UPDATE OF state ON donation_number
WHEN OLD.state = 'void' AND NEW.state <> 'void'
BEGIN
    SELECT RAISE(ABORT, 'a void number is dead for ever');
END;

-- One line per visit, for the queue and for finding a person who was here before.
CREATE TABLE visit_line (
    visit TEXT PRIMARY KEY,
    shift TEXT NOT NULL,
    step TEXT NOT NULL,
    name TEXT NOT NULL,
    sex TEXT NOT NULL,
    document_kind TEXT NOT NULL,
    document_number TEXT NOT NULL,
    phone TEXT,
    outcome TEXT,
    number TEXT,
    flags TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    waiting_since TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX visit_line_of_shift ON visit_line (shift, step);
CREATE INDEX visit_line_of_person ON visit_line (document_kind, document_number);
