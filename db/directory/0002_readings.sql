-- What was measured at earlier visits, as the station tells it: a list in JSON, newest first. A row that came before has none.
ALTER TABLE donor ADD COLUMN readings TEXT NOT NULL DEFAULT '[]';
