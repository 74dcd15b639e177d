-- Which copy of a terminal is the one that may print. `confirmed` is the last fence that the terminal showed, `offered` the
-- next one, of which nobody knows yet whether it arrived. `life` is raised when a person lets one copy go on; `given` counts the
-- fences of a terminal. Without `confirmed` this station was restored from a backup and takes the next fence that it gave itself.
CREATE TABLE fence (
    station_code text NOT NULL,
    terminal text NOT NULL,
    life integer NOT NULL DEFAULT 0,
    given bigint NOT NULL DEFAULT 0,
    confirmed text DEFAULT '',
    offered text,
    frozen_at timestamptz,
    frozen_by text,
    other_copy_at timestamptz,
    ranges_told_in text,
    PRIMARY KEY (station_code, terminal),
    FOREIGN KEY (station_code, terminal) REFERENCES terminal
);

-- What a terminal told when it greeted, one row for each attempt: clock, program and the age of its directory as last told.
CREATE TABLE greeting (
    station_code text NOT NULL,
    terminal text NOT NULL,
    attempt text NOT NULL,
    greeted_at timestamptz NOT NULL,
    status text NOT NULL,
    offered text NOT NULL,
    offset_ms bigint NOT NULL,
    mono_ms bigint,
    boot text NOT NULL,
    waiting bigint NOT NULL,
    program text NOT NULL,
    protocols integer[] NOT NULL,
    editions text[] NOT NULL,
    directory_as_of timestamptz,
    PRIMARY KEY (station_code, terminal, attempt),
    FOREIGN KEY (station_code, terminal) REFERENCES terminal
);
CREATE INDEX greeting_in_time ON greeting (station_code, terminal, greeted_at);

-- A person of the station lets one copy of a terminal go on.
CREATE TABLE go_on (
    station_code text NOT NULL,
    code_sha256 bytea NOT NULL,
    terminal text NOT NULL,
    given_by text NOT NULL,
    why text NOT NULL,
    given_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    used_request text,
    fence text,
    PRIMARY KEY (station_code, code_sha256),
    FOREIGN KEY (station_code, terminal) REFERENCES terminal
);

-- What this station has signed for. A receipt that says more of the same run takes the place of the shorter one.
CREATE TABLE receipt (
    station_code text NOT NULL,
    generation text NOT NULL,
    book text NOT NULL,
    first bigint NOT NULL,
    last bigint NOT NULL,
    hash text NOT NULL,
    terminal text NOT NULL,
    issued_at timestamptz NOT NULL,
    PRIMARY KEY (station_code, generation, book, first, last, hash),
    FOREIGN KEY (station_code, terminal) REFERENCES terminal
);

-- A range of a terminal of which another copy was found: none of its numbers is printed any more.
ALTER TABLE number_range ADD COLUMN spent_at timestamptz;

-- Numbers that may have been lent after the backup that was put back: every counter begins beyond them.
ALTER TABLE station ADD COLUMN restored_at timestamptz;
ALTER TABLE station ADD COLUMN passed_over bigint NOT NULL DEFAULT 0;
