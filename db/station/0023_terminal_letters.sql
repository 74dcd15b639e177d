-- In which order the terminals of a station were taken in: by it each has a letter on its tickets that no other has.
ALTER TABLE terminal ADD COLUMN place integer;
UPDATE terminal SET place = counted.place FROM (
    SELECT station_code, terminal,
        row_number() OVER (PARTITION BY station_code ORDER BY enrolled_at, terminal) AS place
    FROM terminal
) AS counted
WHERE counted.station_code = terminal.station_code AND counted.terminal = terminal.terminal;
ALTER TABLE terminal ALTER COLUMN place SET NOT NULL;
ALTER TABLE terminal ADD UNIQUE (station_code, place);
