-- What a shift was called out for, and how its donors were won (docs/decisions/0022); empty where nobody said.
ALTER TABLE shift ADD COLUMN campaign text NOT NULL DEFAULT '';
ALTER TABLE shift ADD COLUMN source text NOT NULL DEFAULT '';
