-- What a visit that is over adds to the figures, in one row: it stays when the bodies of the visit leave (docs/decisions/0022). A visit that was
-- closed before this table was made has no row; whoever counts folds it.
CREATE TABLE figure (
    visit TEXT PRIMARY KEY,
    shift TEXT NOT NULL,
    on_day TEXT NOT NULL,
    ended TEXT NOT NULL CHECK (ended IN ('donated', 'failed', 'deferred', 'left', 'open')),
    plan TEXT NOT NULL,
    kind TEXT,
    volume_ml INTEGER NOT NULL CHECK (volume_ml >= 0),
    times TEXT NOT NULL CHECK (times IN ('first', 'repeat', 'unknown')),
    needles INTEGER NOT NULL CHECK (needles >= 0),
    first_stick INTEGER CHECK (first_stick IN (0, 1)),
    pierced_by TEXT,
    severity TEXT CHECK (severity IN ('mild', 'moderate', 'severe', 'death')),
    reasons TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX figure_of_day ON figure (on_day);
