-- Receipts that this station gave in a life of its data that a backup took back, as terminals have shown them again: what
-- they cover and no terminal holds any more is a gap under the station's own word (docs/decisions/0021).
CREATE TABLE former_receipt (
    station_code text NOT NULL,
    book text NOT NULL,
    generation text NOT NULL,
    first bigint NOT NULL,
    last bigint NOT NULL,
    hash text NOT NULL,
    terminal text NOT NULL,
    issued_at timestamptz NOT NULL,
    shown_at timestamptz NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (station_code, book, generation, first, last, hash),
    FOREIGN KEY (station_code, terminal) REFERENCES terminal
);
