-- A range may be lent for labels that the station prints itself: the terminal then scans them and prints none.
ALTER TABLE number_range ADD COLUMN use text NOT NULL DEFAULT 'printer';

-- Numbers that came back unused, run by run, and those that two persons explained: they stay open here by name. What
-- was read before stands here after `station rebuild`.
CREATE TABLE number_returned (
    station_code text NOT NULL,
    book text NOT NULL,
    seq bigint NOT NULL,
    shift text NOT NULL,
    range_id text NOT NULL,
    first text NOT NULL,
    last text NOT NULL,
    count integer NOT NULL,
    PRIMARY KEY (station_code, book, seq)
);
CREATE INDEX number_returned_by_first ON number_returned (station_code, length(first), first);

CREATE TABLE number_explained (
    station_code text NOT NULL,
    book text NOT NULL,
    seq bigint NOT NULL,
    number text NOT NULL,
    shift text NOT NULL,
    reason text NOT NULL,
    explained_by text NOT NULL,
    witness text NOT NULL,
    PRIMARY KEY (station_code, book, seq)
);
CREATE INDEX number_explained_by_number ON number_explained (station_code, number);
