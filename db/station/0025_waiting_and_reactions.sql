-- What else a visit adds to the figures: each of its reactions, as a line of JSON, and how many minutes its donor waited before each step. NULL: nobody knows,
-- or there was no such step; so in rows of before, which come with a rebuild.
ALTER TABLE figure ADD COLUMN reacted text NOT NULL DEFAULT '';
ALTER TABLE figure ADD COLUMN interview_min smallint;
ALTER TABLE figure ADD COLUMN exam_min smallint;
ALTER TABLE figure ADD COLUMN tests_min smallint;
ALTER TABLE figure ADD COLUMN decision_min smallint;
ALTER TABLE figure ADD COLUMN labels_min smallint;
ALTER TABLE figure ADD COLUMN collection_min smallint;
ALTER TABLE figure ADD COLUMN aftercare_min smallint;
ALTER TABLE figure ADD COLUMN stay_min smallint;
