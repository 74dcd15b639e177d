-- Where the entries of a visit lie is written down in idle moments (docs/decisions/0003): an act touches one tree.
DROP INDEX ledger_of_visit;

CREATE TABLE place_of_visit (
    visit TEXT NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (visit, place)
) STRICT, WITHOUT ROWID;

-- The last place of each book that was looked at; what comes after it is looked at when the program starts.
CREATE TABLE placed (
    number INTEGER PRIMARY KEY,
    place INTEGER NOT NULL
) STRICT;
