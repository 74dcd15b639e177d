-- How many numbers of each head are lent at most in two hours since a backup was put back; none where none was.
ALTER TABLE station ADD COLUMN lends_a_step bigint NOT NULL DEFAULT 0;

-- Where the counter stood when this life of the station's data began; NULL where that does not bind it.
ALTER TABLE number_counter ADD COLUMN began_at bigint;
