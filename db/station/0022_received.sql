-- What comes home: what each shift handed over, as its laptop wrote it, and what a clerk of the station scanned in.
ALTER TABLE packed ADD COLUMN shift text NOT NULL DEFAULT '';
CREATE INDEX packed_of_shift ON packed (station_code, shift);

-- Read out of the books. Rows of what was read before this come with a rebuild.
CREATE TABLE handover (
    station_code text NOT NULL,
    shift text NOT NULL,
    book text NOT NULL,
    signed_at timestamptz NOT NULL,
    given_by text NOT NULL,
    received_by text NOT NULL,
    used integer NOT NULL,
    volume_ml integer NOT NULL,
    PRIMARY KEY (station_code, shift)
);
CREATE INDEX handover_by_time ON handover (station_code, signed_at);

-- What two persons of the vehicle said is missing, and how warm its crates were (the last word of each counts).
CREATE TABLE part_missing (
    station_code text NOT NULL,
    book text NOT NULL,
    seq bigint NOT NULL,
    shift text NOT NULL,
    number text NOT NULL,
    role text NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (station_code, book, seq)
);
CREATE INDEX part_missing_of_shift ON part_missing (station_code, shift);

CREATE TABLE crate_warmth (
    station_code text NOT NULL,
    book text NOT NULL,
    seq bigint NOT NULL,
    shift text NOT NULL,
    box text NOT NULL,
    lowest numeric NOT NULL,
    highest numeric NOT NULL,
    is_inside boolean NOT NULL,
    minutes_unknown integer NOT NULL,
    PRIMARY KEY (station_code, book, seq)
);
CREATE INDEX crate_warmth_of_shift ON crate_warmth (station_code, shift);

-- The station's own word, never read anew. A part is received once; `shift` is where a clerk had it in hand, empty where
-- no vehicle had told of it yet: it finds its handover when the entries come.
CREATE TABLE received (
    station_code text NOT NULL REFERENCES station,
    number text NOT NULL,
    role text NOT NULL,
    shift text NOT NULL,
    state text NOT NULL CHECK (state IN ('good', 'damaged', 'warm')),
    remark text NOT NULL DEFAULT '',
    received_by text NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (station_code, number, role)
);
CREATE INDEX received_of_shift ON received (station_code, shift);

CREATE TABLE received_box (
    station_code text NOT NULL REFERENCES station,
    shift text NOT NULL,
    box text NOT NULL,
    celsius numeric,
    received_by text NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (station_code, shift, box)
);

CREATE TABLE receipt_signed (
    station_code text NOT NULL REFERENCES station,
    shift text NOT NULL,
    signed_by text NOT NULL,
    signed_at timestamptz NOT NULL,
    remark text NOT NULL,
    PRIMARY KEY (station_code, shift)
);

-- A difference is open by name until somebody says what came of it.
CREATE TABLE difference (
    station_code text NOT NULL REFERENCES station,
    shift text NOT NULL,
    what text NOT NULL,
    number text NOT NULL,
    role text NOT NULL,
    box text NOT NULL,
    found_at timestamptz NOT NULL,
    settled_by text,
    settled_at timestamptz,
    why text,
    PRIMARY KEY (station_code, shift, what, number, role, box)
);
CREATE INDEX difference_open ON difference (station_code, found_at) WHERE settled_at IS NULL;
