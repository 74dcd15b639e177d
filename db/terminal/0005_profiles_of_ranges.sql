-- A station's own way of writing numbers travels with the range that is written in it, and is kept whole beside it.
-- `place` is the order in which ranges and blocks came: the text of numbers of two profiles or years has no order.

ALTER TABLE number_range ADD COLUMN own_profile TEXT;
ALTER TABLE number_range ADD COLUMN signature TEXT NOT NULL DEFAULT '';
ALTER TABLE number_range ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
UPDATE number_range SET place = (SELECT count(*) FROM number_range AS before WHERE before.first < number_range.first);

ALTER TABLE number_block ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
UPDATE number_block SET place = (SELECT count(*) FROM number_block AS before WHERE before.first < number_block.first);

ALTER TABLE donation_number ADD COLUMN own_profile TEXT;
ALTER TABLE donation_number ADD COLUMN range_id TEXT NOT NULL DEFAULT '';
UPDATE donation_number SET range_id = coalesce((
    SELECT known.range_id FROM number_range AS known
    WHERE length(known.first) = length(donation_number.number)
        AND known.first <= donation_number.number AND known.last >= donation_number.number
), '');
CREATE INDEX donation_number_of_range ON donation_number (range_id, number);
