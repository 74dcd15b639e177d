-- How the donor found it, in points (3 good, 2 fair, 1 poor); NULL where nobody asked, and in rows of before.
ALTER TABLE figure ADD COLUMN satisfied smallint;
