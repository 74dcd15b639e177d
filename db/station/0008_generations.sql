-- A whole directory in chunks, made now and then: a new terminal takes it, from here or from a stick, and goes on by the feed. A chunk
-- lies here as it travels, not compressed once more, so that a piece of it can be read without the rest. station_code leads every key.
CREATE TABLE generation (
    station_code text NOT NULL REFERENCES station,
    generation text NOT NULL,
    feed text NOT NULL,
    revision bigint NOT NULL,
    made_at timestamptz NOT NULL,
    manifest bytea NOT NULL,
    PRIMARY KEY (station_code, generation)
);

CREATE TABLE generation_chunk (
    station_code text NOT NULL,
    sha256 text NOT NULL,
    generation text NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (station_code, sha256),
    FOREIGN KEY (station_code, generation) REFERENCES generation ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);
ALTER TABLE generation_chunk ALTER COLUMN content SET STORAGE EXTERNAL;
CREATE INDEX generation_chunk_of_generation ON generation_chunk (station_code, generation);

-- For each of 256 parts of the key (the first byte of the person) the sum of the marks of its rows and their count. A mark is five
-- bytes of a hash over person and revision; a row that tells of nobody any more counts nowhere. Changed with each row of the feed.
CREATE TABLE directory_part (
    station_code text NOT NULL REFERENCES station,
    part integer NOT NULL,
    sum bigint NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (station_code, part)
);
SET LOCAL statement_timeout = 0;
INSERT INTO directory_part (station_code, part, sum, count)
SELECT station_code, get_byte(decode(person, 'hex'), 0),
    sum(('x' || encode(substring(sha256(decode(person, 'hex') || int8send(revision)) FROM 1 FOR 5), 'hex'))::bit(40)::bigint),
    count(*)
FROM directory
WHERE donor IS NOT NULL
GROUP BY 1, 2;
