-- The last reaction of each visit that is over, so that the next reception knows when it was and how bad. Visits that were
-- read before have no row until one of their entries arrives or `station rebuild` reads everything again.
CREATE TABLE reaction (
    station_code text NOT NULL,
    visit text NOT NULL,
    person text NOT NULL,
    reacted_on date NOT NULL,
    severity text NOT NULL,
    PRIMARY KEY (station_code, visit)
);
CREATE INDEX reaction_of_person ON reaction (station_code, person);
