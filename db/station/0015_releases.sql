-- Packs that people of the station release to its terminals (docs/decisions/0020). A release is stored when its signature
-- and its contents hold; it goes down once a person gave it a first day. revision is of the feed: it is raised with each
-- change that terminals are to hear of, so a withdrawal is heard after the release. Releases are never taken away.
CREATE TABLE release (
    station_code text NOT NULL REFERENCES station,
    release text NOT NULL,
    edition text NOT NULL,
    base_edition text NOT NULL,
    title text NOT NULL,
    signed_by text NOT NULL,
    content bytea NOT NULL,
    added_by text NOT NULL,
    added_at timestamptz NOT NULL,
    tried_by text,
    tried_at timestamptz,
    tried_days integer,
    tried_decisions integer,
    tried_differing integer,
    revision bigint,
    from_at timestamptz,
    released_by text,
    released_at timestamptz,
    why text,
    withdrawn_by text,
    withdrawn_at timestamptz,
    withdrawn_why text,
    PRIMARY KEY (station_code, release)
);
CREATE INDEX release_by_revision ON release (station_code, revision) WHERE revision IS NOT NULL;

-- For whom a release is; without a row it is for all.
CREATE TABLE release_for (
    station_code text NOT NULL,
    release text NOT NULL,
    terminal text NOT NULL,
    PRIMARY KEY (station_code, release, terminal),
    FOREIGN KEY (station_code, release) REFERENCES release
);

-- What a terminal said of a release, in its own words.
CREATE TABLE release_held (
    station_code text NOT NULL,
    release text NOT NULL,
    terminal text NOT NULL,
    state text NOT NULL,
    code text NOT NULL,
    told_at timestamptz NOT NULL,
    PRIMARY KEY (station_code, release, terminal)
);
