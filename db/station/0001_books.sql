-- What arrived, as it arrived. Nothing in these tables is ever changed but the head of a book and its reading mark.
-- station_code leads every key, so that the same tables can be spread over many machines by it. A practice terminal
-- belongs to the practice twin of its station, which has a code of its own: what is practised never meets what is real.

CREATE TABLE station (
    station_code text PRIMARY KEY,
    station_name text NOT NULL,
    practice boolean NOT NULL,
    facility text NOT NULL,
    signing_key bytea NOT NULL,
    directory_key bytea NOT NULL,
    generation text NOT NULL,
    last_feed_no bigint NOT NULL DEFAULT 0
);

CREATE TABLE enrolment_code (
    station_code text NOT NULL REFERENCES station,
    code_sha256 bytea NOT NULL,
    terminal_name text NOT NULL,
    expires_at timestamptz NOT NULL,
    used_by text,
    used_at timestamptz,
    PRIMARY KEY (station_code, code_sha256)
);

CREATE TABLE terminal (
    station_code text NOT NULL REFERENCES station,
    terminal text NOT NULL,
    terminal_name text NOT NULL,
    public_key text NOT NULL,
    program text NOT NULL,
    enrolled_at timestamptz NOT NULL,
    locked_at timestamptz,
    seen_at timestamptz,
    clock_ahead_s bigint,
    PRIMARY KEY (station_code, terminal),
    UNIQUE (station_code, public_key)
);

CREATE TABLE book (
    station_code text NOT NULL,
    book text NOT NULL,
    terminal text NOT NULL,
    seq bigint NOT NULL,
    hash text NOT NULL,
    projected bigint NOT NULL DEFAULT 0,
    wrong_world boolean NOT NULL DEFAULT false,
    PRIMARY KEY (station_code, book),
    FOREIGN KEY (station_code, terminal) REFERENCES terminal
);

CREATE TABLE entry (
    station_code text NOT NULL,
    book text NOT NULL,
    seq bigint NOT NULL,
    hash text NOT NULL,
    raw bytea NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (station_code, book, seq),
    FOREIGN KEY (station_code, book) REFERENCES book
);

CREATE TABLE fork (
    station_code text NOT NULL,
    book text NOT NULL,
    seq bigint NOT NULL,
    hash text NOT NULL,
    raw bytea NOT NULL,
    terminal text NOT NULL,
    found_at timestamptz NOT NULL,
    PRIMARY KEY (station_code, book, seq, hash)
);

CREATE TABLE number_counter (
    station_code text NOT NULL REFERENCES station,
    profile text NOT NULL,
    year integer NOT NULL,
    last_serial bigint NOT NULL,
    PRIMARY KEY (station_code, profile, year)
);

CREATE TABLE number_range (
    station_code text NOT NULL,
    range_id text NOT NULL,
    terminal text NOT NULL,
    request text NOT NULL,
    profile text NOT NULL,
    year integer NOT NULL,
    first_serial bigint NOT NULL,
    last_serial bigint NOT NULL,
    first text NOT NULL,
    last text NOT NULL,
    leased_at timestamptz NOT NULL,
    PRIMARY KEY (station_code, range_id),
    UNIQUE (station_code, terminal, request),
    UNIQUE (station_code, profile, year, first_serial),
    CHECK (first_serial <= last_serial),
    FOREIGN KEY (station_code, terminal) REFERENCES terminal
);
