-- Read out of the books; rows of what was read before this come with a rebuild.

-- How many minutes donors waited from the ticket to the desk, and when each got a ticket (a hybrid time, in the order of its text).
ALTER TABLE figure ADD COLUMN desk_min smallint;

CREATE TABLE ticket (
    station_code text NOT NULL,
    visit text NOT NULL,
    hlc text COLLATE "C" NOT NULL,
    PRIMARY KEY (station_code, visit)
);

-- People who were only measured: no value and no person.
CREATE TABLE guest (
    station_code text NOT NULL,
    book text NOT NULL,
    seq bigint NOT NULL,
    shift text NOT NULL,
    on_day date NOT NULL,
    by_staff text NOT NULL,
    measured text NOT NULL CHECK (measured IN ('pressure', 'group')),
    PRIMARY KEY (station_code, book, seq)
);
CREATE INDEX guest_of_day ON guest (station_code, on_day);

-- When each shift was open: those of one common day that were open side by side share the supplies of their vehicle.
CREATE TABLE shift_span (
    station_code text NOT NULL,
    shift text NOT NULL,
    shift_on date NOT NULL,
    common_day text NOT NULL,
    since text COLLATE "C" NOT NULL,
    until text COLLATE "C",
    PRIMARY KEY (station_code, shift)
);
CREATE INDEX shift_span_of_day ON shift_span (station_code, common_day);

-- What the last sheet of each shift says of an item. `stands` is the shift whose word about it is the last on the vehicle: only that one is counted.
-- NULL: nobody counted, or nobody can know.
CREATE TABLE supplies (
    station_code text NOT NULL,
    shift text NOT NULL,
    item text NOT NULL,
    place integer NOT NULL,
    hlc text COLLATE "C" NOT NULL,
    on_day date NOT NULL,
    stands text NOT NULL,
    name text NOT NULL,
    counted_out integer,
    brought integer NOT NULL,
    taken integer,
    used integer,
    counted_in integer,
    difference integer,
    reason text NOT NULL,
    said_by text NOT NULL,
    PRIMARY KEY (station_code, shift, item)
);
CREATE INDEX supplies_of_day ON supplies (station_code, on_day);

-- The station's own word, never read anew: what whoever receives counted of an item, or says of it. NULL: not counted.
CREATE TABLE supplies_received (
    station_code text NOT NULL REFERENCES station,
    shift text NOT NULL,
    item text NOT NULL,
    counted integer,
    remark text NOT NULL,
    received_by text NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (station_code, shift, item)
);
