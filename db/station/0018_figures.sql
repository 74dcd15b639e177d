-- What each visit adds to the figures, in one row (docs/decisions/0022), and where its shift was. Rows of what was read before come with a rebuild.
ALTER TABLE shift ADD COLUMN vehicle text NOT NULL DEFAULT '';
ALTER TABLE shift ADD COLUMN organisation text NOT NULL DEFAULT '';

CREATE TABLE figure (
    station_code text NOT NULL,
    visit text NOT NULL,
    shift text NOT NULL,
    on_day date NOT NULL,
    ended text NOT NULL,
    plan text NOT NULL,
    kind text,
    volume_ml integer NOT NULL,
    times text NOT NULL,
    needles integer NOT NULL,
    first_stick boolean,
    pierced_by text,
    severity text,
    reasons text NOT NULL,
    PRIMARY KEY (station_code, visit)
);
CREATE INDEX figure_of_day ON figure (station_code, on_day);
