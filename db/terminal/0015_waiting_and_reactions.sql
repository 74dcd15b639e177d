-- What else a visit adds to the figures: each of its reactions, as a line of JSON, and how many minutes its donor waited before each step. NULL: nobody knows,
-- or there was no such step; so in rows of before.
ALTER TABLE figure ADD COLUMN reacted TEXT NOT NULL DEFAULT '';
ALTER TABLE figure ADD COLUMN interview_min INTEGER CHECK (interview_min >= 0);
ALTER TABLE figure ADD COLUMN exam_min INTEGER CHECK (exam_min >= 0);
ALTER TABLE figure ADD COLUMN tests_min INTEGER CHECK (tests_min >= 0);
ALTER TABLE figure ADD COLUMN decision_min INTEGER CHECK (decision_min >= 0);
ALTER TABLE figure ADD COLUMN labels_min INTEGER CHECK (labels_min >= 0);
ALTER TABLE figure ADD COLUMN collection_min INTEGER CHECK (collection_min >= 0);
ALTER TABLE figure ADD COLUMN aftercare_min INTEGER CHECK (aftercare_min >= 0);
ALTER TABLE figure ADD COLUMN stay_min INTEGER CHECK (stay_min >= 0);
