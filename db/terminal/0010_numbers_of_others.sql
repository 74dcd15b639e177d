-- Numbers and blocks that another terminal of the station spent and was issued (docs/decisions/0019): its book; empty for the own ones.
-- They are known here, so that their labels are told from a stranger's, and never spent, printed or returned here.
ALTER TABLE donation_number ADD COLUMN book TEXT NOT NULL DEFAULT '';
ALTER TABLE number_block ADD COLUMN book TEXT NOT NULL DEFAULT '';
