-- What did not go as it should, one row for each, read out of the entries (docs/decisions/0022). A row of a visit goes with its visit, one of a shift
-- (visit is empty) with all that the shift has told so far. Rows of what was read before come with a rebuild.
CREATE TABLE nonconformity (
    station_code text NOT NULL,
    book text NOT NULL,
    seq bigint NOT NULL,
    code text NOT NULL,
    happened_at timestamptz NOT NULL,
    on_day date NOT NULL,
    shift text NOT NULL,
    visit text NOT NULL,
    by_staff text NOT NULL,
    number text NOT NULL,
    part text NOT NULL,
    box text NOT NULL,
    amount text NOT NULL,
    reason text NOT NULL,
    settled text NOT NULL,
    witness text NOT NULL,
    PRIMARY KEY (station_code, book, seq, code, part, box)
);
CREATE INDEX nonconformity_of_day ON nonconformity (station_code, on_day, happened_at);
CREATE INDEX nonconformity_of_visit ON nonconformity (station_code, visit);
CREATE INDEX nonconformity_of_shift ON nonconformity (station_code, shift) WHERE visit = '';

-- Which entries tell of what happened in a shift; what was packed stands in `packed`.
CREATE TABLE shift_entry (
    station_code text NOT NULL,
    shift text NOT NULL,
    book text NOT NULL,
    seq bigint NOT NULL,
    PRIMARY KEY (station_code, shift, book, seq)
);
