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
