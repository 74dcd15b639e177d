-- Donors known to the station. person = 16 bytes of a keyed hash over kind and number of the document, so that the
-- table names nobody; a name stands here only where the station gives it, and beside it the form and the pinyin
-- initials by which it is sought.
CREATE TABLE donor (
    person BLOB PRIMARY KEY CHECK (length(person) = 16),
    revision INTEGER NOT NULL,
    name TEXT,
    sought TEXT,
    initials TEXT,
    sex TEXT CHECK (sex IN ('male', 'female')),
    birth_on TEXT,
    abo TEXT,
    rhd TEXT,
    phone_tail TEXT CHECK (length(phone_tail) = 4),
    phone_mark BLOB CHECK (length(phone_mark) = 16),
    donations TEXT NOT NULL,
    count INTEGER NOT NULL CHECK (count >= 0),
    had_reaction INTEGER NOT NULL CHECK (had_reaction IN (0, 1)),
    deferral TEXT CHECK (deferral IN ('permanent', 'until', 'ask_station')),
    deferral_until_on TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX donor_of_sought ON donor (sought) WHERE sought IS NOT NULL;
CREATE INDEX donor_of_initials ON donor (initials) WHERE initials IS NOT NULL;
CREATE INDEX donor_of_phone_tail ON donor (phone_tail) WHERE phone_tail IS NOT NULL;

-- How far the station's feed has been read, and of when that is: one line.
CREATE TABLE reading (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    cursor TEXT NOT NULL,
    as_of TEXT NOT NULL
) STRICT;
