-- All that a terminal asked for on its last stick, as it was written: notices and receipts too. Cursor and wanted numbers stay beside it
-- for sticks of older programs, which ask for nothing else.
ALTER TABLE stick ADD COLUMN asking bytea;
