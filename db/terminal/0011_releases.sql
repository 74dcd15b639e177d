-- Releases of packs that this terminal has taken (docs/decisions/0020), in the order in which they came. Not drawn from the ledger: the
-- signed file itself stands here and is checked whenever its rules are read. A refused one stays with the code of its reason.
CREATE TABLE release (
    id TEXT PRIMARY KEY,
    place INTEGER NOT NULL,
    edition TEXT NOT NULL,
    base_edition TEXT NOT NULL,
    title TEXT NOT NULL,
    from_at TEXT NOT NULL,
    taken_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('taken', 'refused', 'withdrawn')),
    code TEXT NOT NULL,
    content BLOB NOT NULL
) STRICT, WITHOUT ROWID;
