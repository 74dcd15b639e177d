-- Ranges whose labels the station printed are never given to a printer here, and the others are never taken by a scan.
ALTER TABLE number_range ADD COLUMN use TEXT NOT NULL DEFAULT 'printer' CHECK (use IN ('printer', 'preprinted'));
