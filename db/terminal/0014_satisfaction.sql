-- How the donor found it, in points (3 good, 2 fair, 1 poor); NULL where nobody asked, and in rows of before.
ALTER TABLE figure ADD COLUMN satisfied INTEGER CHECK (satisfied BETWEEN 1 AND 3);
