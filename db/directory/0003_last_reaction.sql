-- The last reaction to giving blood, as the station tells it: its day, and how bad it was. A row that came before has none.
ALTER TABLE donor ADD COLUMN reaction_on TEXT;
ALTER TABLE donor ADD COLUMN reaction_severity TEXT CHECK (reaction_severity IN ('mild', 'moderate', 'severe', 'death'));
