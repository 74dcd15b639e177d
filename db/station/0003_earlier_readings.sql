-- What was measured at each visit, so that the next nurse sees it beside the field, wherever the donor comes. Visits that were
-- read before have no row until one of their entries arrives or `station rebuild` reads everything again.
CREATE TABLE readings (
    station_code text NOT NULL,
    visit text NOT NULL,
    person text NOT NULL,
    measured_on date NOT NULL,
    sbp_mmhg numeric,
    dbp_mmhg numeric,
    weight_kg numeric,
    hb_g_per_l numeric,
    PRIMARY KEY (station_code, visit)
);
CREATE INDEX readings_of_person ON readings (station_code, person);
