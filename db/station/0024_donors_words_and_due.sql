-- What donors said beyond the day of their visit (docs/decisions/0022, 8): whether they may be called, and their tags, read
-- out of the entries.
CREATE TABLE contact (
    station_code text NOT NULL,
    visit text NOT NULL,
    person text NOT NULL,
    entry text NOT NULL,
    word text NOT NULL,
    seen text[] NOT NULL,
    said_at timestamptz NOT NULL,
    said_by text NOT NULL,
    PRIMARY KEY (station_code, visit, entry)
);
CREATE INDEX contact_of_person ON contact (station_code, person);

CREATE TABLE tagged (
    station_code text NOT NULL,
    visit text NOT NULL,
    person text NOT NULL,
    entry text NOT NULL,
    tag text NOT NULL,
    is_on boolean NOT NULL,
    said_at timestamptz NOT NULL,
    PRIMARY KEY (station_code, visit, entry)
);
CREATE INDEX tagged_of_person ON tagged (station_code, person);

-- The station's own words about a donor, by one of its people and never read anew: a call in which a donor withdrew
-- (about is `contact`), and tags.
CREATE TABLE donor_word (
    station_code text NOT NULL,
    word_no bigint NOT NULL,
    person text NOT NULL,
    about text NOT NULL,
    is_on boolean NOT NULL,
    why text NOT NULL,
    said_by text NOT NULL,
    said_at timestamptz NOT NULL,
    PRIMARY KEY (station_code, word_no)
);
CREATE INDEX donor_word_of_person ON donor_word (station_code, person);

-- From which day on each donor who agreed to be called may give again, one row for each family of donations. It is made
-- from the donor's row of the directory, by the rules that `due_rules` names.
CREATE TABLE due (
    station_code text NOT NULL,
    person text NOT NULL,
    family text NOT NULL,
    from_on date NOT NULL,
    until_on date,
    abo text,
    rhd text,
    tags text[] NOT NULL,
    PRIMARY KEY (station_code, person, family)
);
CREATE INDEX due_by_day ON due (station_code, family, from_on, person);
CREATE INDEX due_by_group ON due (station_code, family, abo, rhd, from_on, person);

-- By which rules the due days are counted, and as of which person they are still to be counted anew (null = nobody).
CREATE TABLE due_rules (
    station_code text PRIMARY KEY,
    release text NOT NULL,
    on_day date NOT NULL,
    stamps text NOT NULL,
    upto text
);

-- Who may be called at all: only these rows are looked at when other rules come into force.
CREATE FUNCTION donor_agreed(donor bytea) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT position('"word":"agreed"'::bytea IN donor) > 0
$$;
CREATE INDEX directory_of_agreed ON directory (station_code, person) WHERE donor_agreed(donor);

-- A list with names and whole phones: asked for with a reason, approved by somebody of another role, taken once.
CREATE TABLE due_export (
    station_code text NOT NULL,
    export text NOT NULL,
    wanted text NOT NULL,
    why text NOT NULL,
    asked_by text NOT NULL,
    asked_role text NOT NULL,
    asked_at timestamptz NOT NULL,
    answered_by text,
    answered_role text,
    answered_at timestamptz,
    is_approved boolean,
    taken_at timestamptz,
    PRIMARY KEY (station_code, export)
);
CREATE INDEX due_export_by_asking ON due_export (station_code, asked_at);
