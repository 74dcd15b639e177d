-- What the donor took home, codes parted by a space; rows of what was read before this come with a rebuild.
ALTER TABLE figure ADD COLUMN souvenirs text NOT NULL DEFAULT '';
