-- The certificate authority of the station's own, and the certificate under which its server is met. Both with their
-- private keys, so they are as secret as the signing key of the station, which lies here as well.

CREATE TABLE authority (
    station_code text PRIMARY KEY REFERENCES station,
    key bytea NOT NULL,
    certificate bytea NOT NULL,
    server_key bytea,
    server_certificate bytea
);

-- What a terminal asked for on the last stick that was read: where its directory ends, and which numbers it needs.

CREATE TABLE stick (
    station_code text NOT NULL,
    terminal text NOT NULL,
    cursor text NOT NULL,
    wanted bytea,
    written_at timestamptz NOT NULL,
    PRIMARY KEY (station_code, terminal),
    FOREIGN KEY (station_code, terminal) REFERENCES terminal
);
