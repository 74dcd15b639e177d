-- Units that a person of the station set apart: because the donor said so by a code of the own slip, or by hand. It is
-- the station's own word and never read anew. Why stands here alone: a hold says of each of them that it is apart.
CREATE TABLE set_apart (
    station_code text NOT NULL REFERENCES station,
    number text NOT NULL,
    way text NOT NULL CHECK (way IN ('call', 'slip_apart', 'by_hand')),
    why text NOT NULL,
    taken_by text NOT NULL,
    taken_at timestamptz NOT NULL,
    PRIMARY KEY (station_code, number, way)
);

-- Wrong codes of one person in a row; counted before the code is looked at.
CREATE TABLE unit_code_try (
    station_code text NOT NULL REFERENCES station,
    login text NOT NULL,
    failures integer NOT NULL,
    shut_until timestamptz,
    PRIMARY KEY (station_code, login)
);

-- A unit of which the books tell nothing yet is held as soon as its visit comes.
CREATE OR REPLACE VIEW hold_matter AS
SELECT DISTINCT ON (station_code, visit, matter) station_code, reason, subject, visit, rests_on
FROM (
    SELECT h.*, CASE WHEN visit = '' THEN reason || ' ' || subject
        WHEN reason = 'donated_elsewhere' THEN 'interval' ELSE reason END AS matter
    FROM hold h
    UNION ALL
    SELECT n.station_code, 'apart', n.number, n.visit, a.rests_on, 'apart'
    FROM (
        SELECT station_code, number, json_agg(DISTINCT CASE way WHEN 'by_hand' THEN 'station' ELSE 'donor' END)::text
            AS rests_on
        FROM set_apart GROUP BY station_code, number
    ) AS a JOIN donation_number n USING (station_code, number)
    WHERE n.state <> 'void'
) AS said
ORDER BY station_code, visit, matter, rests_on DESC, subject;
