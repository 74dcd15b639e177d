-- The same donors in rows of few bytes: what a donor is found by stands open, all else is packed in `told`, written and read by the
-- program alone. Rows of before are moved when the file is opened. What nobody can be found by takes no room.
DROP INDEX donor_of_sought;
DROP INDEX donor_of_initials;
DROP INDEX donor_of_phone_tail;
ALTER TABLE donor RENAME TO donor_before;

CREATE TABLE donor (
    person BLOB PRIMARY KEY CHECK (length(person) = 16),
    revision INTEGER NOT NULL,
    name TEXT,
    sought TEXT,
    initials TEXT,
    phone_tail TEXT CHECK (length(phone_tail) = 4),
    told BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX donor_of_sought ON donor (sought) WHERE sought IS NOT NULL;
CREATE INDEX donor_of_initials ON donor (initials) WHERE initials IS NOT NULL;
CREATE INDEX donor_of_phone_tail ON donor (phone_tail) WHERE phone_tail IS NOT NULL;

-- The sum of the marks of the rows of each part of the key and their count, as the station keeps them too.
CREATE TABLE part (
    n INTEGER PRIMARY KEY CHECK (n BETWEEN 0 AND 255),
    sum INTEGER NOT NULL,
    count INTEGER NOT NULL
) STRICT;

-- When the parts were last compared with the station's; none after a load.
ALTER TABLE reading ADD COLUMN compared_at TEXT;
