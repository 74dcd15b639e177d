-- How many minutes donors waited from the ticket to the desk, and when each got a ticket (a hybrid time, in the order of its text). Rows of what was read
-- before this come with a rebuild.
ALTER TABLE figure ADD COLUMN desk_min smallint;

CREATE TABLE ticket (
    station_code text NOT NULL,
    visit text NOT NULL,
    hlc text COLLATE "C" NOT NULL,
    PRIMARY KEY (station_code, visit)
);
