-- Which lives of its data this station has left behind, each begun anew after a backup was put back. A terminal that the backup does
-- not know names the life in which it was last heard: of one that stands here this station has begun anew already. station_code leads the key.
CREATE TABLE past_generation (
    station_code text NOT NULL REFERENCES station,
    generation text NOT NULL,
    ended_at timestamptz NOT NULL,
    PRIMARY KEY (station_code, generation)
);
