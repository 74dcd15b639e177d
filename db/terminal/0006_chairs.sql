-- The chair of this terminal that a donor has, from the identity heard there until the tubes are read back, and how
-- many label numbers were typed instead of scanned. Drawn from the ledger as the rest of the line; before, nobody had a chair.
ALTER TABLE visit_line ADD COLUMN chair INTEGER;
ALTER TABLE visit_line ADD COLUMN typed INTEGER NOT NULL DEFAULT 0;

CREATE INDEX visit_line_of_chair ON visit_line (chair) WHERE chair IS NOT NULL;
