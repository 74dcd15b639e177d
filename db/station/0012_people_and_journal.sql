-- Who of the station may do what on its pages, and everything that was done there.
-- A person without password_hash was invited and has not come yet. last_step is the last step of the second factor
-- that was taken: each code is good once. failures count up to the moment at which the sign-in is shut for a while.

CREATE TABLE station_person (
    station_code text NOT NULL REFERENCES station,
    login text NOT NULL,
    name text NOT NULL,
    role text NOT NULL CHECK (role IN ('physician', 'keeper', 'clerk')),
    password_hash text,
    totp_secret bytea NOT NULL,
    last_step bigint NOT NULL DEFAULT 0,
    invitation_sha256 bytea,
    invited_until timestamptz,
    failures integer NOT NULL DEFAULT 0,
    shut_until timestamptz,
    locked_at timestamptz,
    added_at timestamptz NOT NULL,
    seen_at timestamptz,
    PRIMARY KEY (station_code, login)
);

CREATE TABLE station_session (
    station_code text NOT NULL,
    token_sha256 bytea NOT NULL,
    login text NOT NULL,
    practice boolean NOT NULL DEFAULT false,
    opened_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (station_code, token_sha256),
    FOREIGN KEY (station_code, login) REFERENCES station_person
);

-- One line for each act of a person of the station. It is only ever added to: the database itself refuses the rest.
CREATE TABLE station_act (
    station_code text NOT NULL REFERENCES station,
    act bigint GENERATED ALWAYS AS IDENTITY,
    done_at timestamptz NOT NULL,
    done_by text NOT NULL,
    kind text NOT NULL,
    body jsonb NOT NULL,
    PRIMARY KEY (station_code, act)
);
CREATE INDEX station_act_by_kind ON station_act (station_code, kind, act);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is only ever added to';
END $$;
CREATE TRIGGER station_act_stays BEFORE UPDATE OR DELETE ON station_act
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER station_act_is_not_emptied BEFORE TRUNCATE ON station_act
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A lock can be taken off again, a revocation cannot: such a terminal enrols anew with a new key.
ALTER TABLE terminal ADD COLUMN revoked_at timestamptz;

-- Donors are found by name too. The name is cut, for a row of an index has a longest size, and read out of the text of
-- the JSON, so that no character in it can stop the reading of the books.
CREATE FUNCTION donor_name(donor bytea) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT left(substring(convert_from(donor, 'UTF8') from '"name":"((?:[^"\\]|\\.)*)"'), 64)
$$;
CREATE INDEX directory_by_name ON directory (station_code, donor_name(donor) text_pattern_ops);
CREATE INDEX visit_by_phone ON visit (station_code, phone_mark);
CREATE INDEX visit_by_opening ON visit (station_code, opened_at);
CREATE INDEX donation_number_in_ranges ON donation_number (station_code, length(number), number COLLATE "C");
CREATE INDEX station_act_of_visit ON station_act (station_code, kind, (body ->> 'visit'));
