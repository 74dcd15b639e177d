-- Who is still to be called after a reaction, one row for each reaction, read out of the entries: from which day on, how often
-- that was tried and what the last call came to.
CREATE TABLE reaction_call (
    station_code text NOT NULL,
    visit text NOT NULL,
    person text NOT NULL,
    reaction text NOT NULL,
    reacted_on date NOT NULL,
    call_on date NOT NULL,
    kind text NOT NULL,
    grade integer NOT NULL,
    tried integer NOT NULL,
    last_at timestamptz,
    last_result text,
    PRIMARY KEY (station_code, visit, reaction)
);
CREATE INDEX reaction_call_by_day ON reaction_call (station_code, call_on);

-- Calls that people of the station made: its own word, never read anew.
CREATE TABLE called (
    station_code text NOT NULL,
    call_no bigint NOT NULL,
    visit text NOT NULL,
    reaction text NOT NULL,
    result text NOT NULL CHECK (result IN ('well', 'unwell', 'care', 'no_answer', 'given_up')),
    words text NOT NULL,
    called_by text NOT NULL,
    called_at timestamptz NOT NULL,
    PRIMARY KEY (station_code, call_no)
);
CREATE INDEX called_of_visit ON called (station_code, visit, reaction);
