-- How a station writes its numbers is its own: the name of a shipped profile, or a profile of its own, whole, as JSON.
-- A range keeps the profile it was lent in. The serials of a year are counted by what stands before them and no longer
-- by profile: two profiles that write the same head would lend the same number twice.

ALTER TABLE station ADD COLUMN profile text NOT NULL DEFAULT 'isbt128';
ALTER TABLE station ADD COLUMN own_profile text;
ALTER TABLE number_range ADD COLUMN own_profile text;

CREATE TABLE number_counter_of_head (
    station_code text NOT NULL REFERENCES station,
    head text NOT NULL,
    last_serial bigint NOT NULL,
    PRIMARY KEY (station_code, head)
);
INSERT INTO number_counter_of_head (station_code, head, last_serial)
SELECT station_code, facility || lpad((year % 100)::text, 2, '0'), max(last_serial)
FROM number_counter JOIN station USING (station_code)
GROUP BY 1, 2;
DROP TABLE number_counter;
ALTER TABLE number_counter_of_head RENAME TO number_counter;
