-- When a visit ended: two of the same person at one time are held, whichever laptops they are on.
ALTER TABLE visit ADD COLUMN closed_at timestamptz;
