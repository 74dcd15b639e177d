-- What the station reads out of its books. Every table but `known_donor` and `directory` can be emptied and read again.

CREATE TABLE feed_run (
    station_code text NOT NULL,
    feed_no bigint NOT NULL,
    book text NOT NULL,
    first_seq bigint NOT NULL,
    last_seq bigint NOT NULL,
    PRIMARY KEY (station_code, feed_no)
);

CREATE TABLE quarantine (
    station_code text NOT NULL,
    book text NOT NULL,
    seq bigint NOT NULL,
    code text NOT NULL,
    PRIMARY KEY (station_code, book, seq)
);

CREATE TABLE visit_entry (
    station_code text NOT NULL,
    visit text NOT NULL,
    book text NOT NULL,
    seq bigint NOT NULL,
    PRIMARY KEY (station_code, visit, book, seq)
);

CREATE TABLE shift (
    station_code text NOT NULL,
    shift text NOT NULL,
    shift_on date NOT NULL,
    site text NOT NULL,
    drive text NOT NULL,
    PRIMARY KEY (station_code, shift)
);

CREATE TABLE visit (
    station_code text NOT NULL,
    visit text NOT NULL,
    person text NOT NULL,
    shift text NOT NULL,
    opened_at timestamptz NOT NULL,
    name text NOT NULL,
    sex text NOT NULL,
    birth_on date NOT NULL,
    abo text,
    had_reaction boolean NOT NULL,
    outcome text,
    phone_tail text,
    phone_mark text,
    PRIMARY KEY (station_code, visit)
);
CREATE INDEX visit_of_person ON visit (station_code, person);
CREATE INDEX visit_of_shift ON visit (station_code, shift);

CREATE TABLE donation (
    station_code text NOT NULL,
    visit text NOT NULL,
    person text NOT NULL,
    number text,
    kind text NOT NULL,
    donated_on date NOT NULL,
    volume_ml integer NOT NULL,
    PRIMARY KEY (station_code, visit)
);
CREATE INDEX donation_of_person ON donation (station_code, person);

CREATE TABLE deferral (
    station_code text NOT NULL,
    visit text NOT NULL,
    person text NOT NULL,
    kind text NOT NULL,
    until_on date,
    PRIMARY KEY (station_code, visit)
);
CREATE INDEX deferral_of_person ON deferral (station_code, person);

-- A number that two visits claim is two rows here and two rows in `hold`: neither is believed before a person decides.
CREATE TABLE donation_number (
    station_code text NOT NULL,
    number text NOT NULL,
    visit text NOT NULL,
    state text NOT NULL,
    PRIMARY KEY (station_code, number, visit)
);
CREATE INDEX donation_number_of_visit ON donation_number (station_code, visit);

CREATE TABLE hold (
    station_code text NOT NULL,
    reason text NOT NULL,
    subject text NOT NULL,
    visit text NOT NULL,
    PRIMARY KEY (station_code, reason, subject, visit)
);

-- Donors whom the station knew before its first terminal.
CREATE TABLE known_donor (
    station_code text NOT NULL REFERENCES station,
    person text NOT NULL,
    donor bytea NOT NULL,
    PRIMARY KEY (station_code, person)
);

-- What terminals are told about a donor. revision comes from station.last_feed_no, whose row stays locked until the
-- commit: whoever sees a revision sees every lower one.
CREATE TABLE directory (
    station_code text NOT NULL REFERENCES station,
    person text NOT NULL,
    revision bigint NOT NULL,
    donor bytea,
    PRIMARY KEY (station_code, person)
);
CREATE UNIQUE INDEX directory_by_revision ON directory (station_code, revision);
