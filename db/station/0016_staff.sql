-- The people of the terminals as the station keeps them (docs/decisions/0020). staff_seen is read out of the books: who was
-- added where, with the verifier of the password. staff_member is the station's own word and is never read anew; what
-- stands there is told to all terminals, in the order of revision.
CREATE TABLE staff_seen (
    station_code text NOT NULL,
    staff text NOT NULL,
    book text NOT NULL,
    seq bigint NOT NULL,
    name text NOT NULL,
    roles text[] NOT NULL,
    password text NOT NULL,
    PRIMARY KEY (station_code, staff, book)
);

CREATE TABLE staff_member (
    station_code text NOT NULL REFERENCES station,
    staff text NOT NULL,
    revision bigint NOT NULL,
    name text NOT NULL,
    roles text[] NOT NULL,
    password text NOT NULL,
    trained_on date,
    trained_until date,
    left_at timestamptz,
    kept_by text NOT NULL,
    kept_at timestamptz NOT NULL,
    PRIMARY KEY (station_code, staff)
);
CREATE INDEX staff_member_by_revision ON staff_member (station_code, revision);
