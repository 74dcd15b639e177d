-- What stands under a hold, and what terminals are told of it. `hold` is read out of the books and can be read again;
-- `rests_on` says in JSON what a hold rests on. What was told and what a person decided is the station's own word and is
-- never read anew: a decided hold is open again only when it rests on something else.

ALTER TABLE hold ADD COLUMN rests_on text NOT NULL DEFAULT '';

CREATE TABLE hold_told (
    station_code text NOT NULL REFERENCES station,
    reason text NOT NULL,
    subject text NOT NULL,
    visit text NOT NULL,
    rests_on text NOT NULL,
    since timestamptz NOT NULL,
    PRIMARY KEY (station_code, reason, subject, visit)
);

CREATE TABLE hold_decision (
    station_code text NOT NULL REFERENCES station,
    feed_no bigint NOT NULL,
    reason text NOT NULL,
    subject text NOT NULL,
    visit text NOT NULL,
    rests_on text NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('release', 'discard', 'stay')),
    decided_by text NOT NULL,
    why text NOT NULL,
    decided_at timestamptz NOT NULL,
    PRIMARY KEY (station_code, feed_no)
);
CREATE INDEX hold_decision_of_hold ON hold_decision (station_code, reason, subject, visit);

-- One matter of a visit is one hold: what a terminal was told and wrote down, and what the station finds itself, are
-- the same. What the station found stands before what was only said.
CREATE VIEW hold_matter AS
SELECT DISTINCT ON (station_code, visit, matter) station_code, reason, subject, visit, rests_on
FROM (
    SELECT h.*, CASE WHEN visit = '' THEN reason || ' ' || subject
        WHEN reason = 'donated_elsewhere' THEN 'interval' ELSE reason END AS matter
    FROM hold h
) AS said
ORDER BY station_code, visit, matter, rests_on DESC, subject;

CREATE VIEW hold_open AS
SELECT f.* FROM hold_matter f WHERE NOT EXISTS (
    SELECT 1 FROM hold_decision x WHERE x.station_code = f.station_code AND x.reason = f.reason
    AND x.subject = f.subject AND x.visit = f.visit AND x.rests_on = f.rests_on
);

-- What was told, and whether a person has decided what it rested on when it was told.
CREATE VIEW hold_told_and AS
SELECT t.*, EXISTS (
    SELECT 1 FROM hold_decision x WHERE x.station_code = t.station_code AND x.reason = t.reason
    AND x.subject = t.subject AND x.visit = t.visit AND x.rests_on = t.rests_on
) AS was_decided
FROM hold_told t;

-- The feed of notices: revision comes from station.last_feed_no, whose row stays locked until the commit. No terminal
-- named: it is told to all.
CREATE TABLE notice (
    station_code text NOT NULL REFERENCES station,
    revision bigint NOT NULL,
    terminal text,
    kind text NOT NULL,
    urgent boolean NOT NULL,
    told_at timestamptz NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (station_code, revision)
);

-- Which records of one donor a clerk has joined. Also the station's own word: never read anew, and what was parted
-- stays here by name.
CREATE TABLE person_join (
    station_code text NOT NULL REFERENCES station,
    feed_no bigint NOT NULL,
    person text NOT NULL,
    other text NOT NULL,
    joined_by text NOT NULL,
    why text NOT NULL,
    joined_at timestamptz NOT NULL,
    parted_by text,
    parted_why text,
    parted_at timestamptz,
    PRIMARY KEY (station_code, feed_no)
);
CREATE INDEX person_join_of_person ON person_join (station_code, person) WHERE parted_at IS NULL;
CREATE INDEX person_join_of_other ON person_join (station_code, other) WHERE parted_at IS NULL;

-- What a later look at a donation needs, read out of the books: visits that were read before have it after one of their
-- entries has come or after `station rebuild`.
ALTER TABLE donation ADD COLUMN given_at timestamptz;
ALTER TABLE donation ADD COLUMN plan text;
ALTER TABLE deferral ADD COLUMN decided_at timestamptz;
ALTER TABLE deferral ADD COLUMN by_interval boolean NOT NULL DEFAULT false;

-- The decision by which a visit came to its needle, as it stands in its entry.
CREATE TABLE decided (
    station_code text NOT NULL,
    visit text NOT NULL,
    book text NOT NULL,
    seq bigint NOT NULL,
    PRIMARY KEY (station_code, visit)
);

-- Rules that terminals keep whole in their books, by the stamps of the base and of what lies on it.
CREATE TABLE rules_kept (
    station_code text NOT NULL,
    stamps text NOT NULL,
    book text NOT NULL,
    seq bigint NOT NULL,
    PRIMARY KEY (station_code, stamps)
);

-- Where a bag, tube or form was packed.
CREATE TABLE packed (
    station_code text NOT NULL,
    book text NOT NULL,
    seq bigint NOT NULL,
    number text NOT NULL,
    role text NOT NULL,
    box text NOT NULL,
    PRIMARY KEY (station_code, book, seq)
);
CREATE INDEX packed_by_number ON packed (station_code, number);
CREATE INDEX visit_by_name ON visit (station_code, name, birth_on);
