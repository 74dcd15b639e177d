-- What the donor took home, codes parted by a space; nothing in rows of before.
ALTER TABLE figure ADD COLUMN souvenirs TEXT NOT NULL DEFAULT '';
