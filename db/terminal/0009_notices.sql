-- What the station told this terminal beside the directory, and who took note of it, on this terminal or on one beside
-- it. `said` names a notice by what it says, so that what is told twice is one. Drawn from the ledger.
CREATE TABLE notice (
    said TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    kind TEXT NOT NULL,
    urgent INTEGER NOT NULL CHECK (urgent IN (0, 1)),
    told_at TEXT NOT NULL,
    heard_at TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX notice_in_order ON notice (told_at, revision);

CREATE TABLE notice_noted (
    said TEXT PRIMARY KEY,
    noted_by TEXT NOT NULL,
    noted_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
