-- How many minutes donors waited from the ticket to the desk. NULL: no ticket before the visit, or nobody knows; so in rows of before.
ALTER TABLE figure ADD COLUMN desk_min INTEGER CHECK (desk_min >= 0);

-- Whoever closes a visit asks for its ticket of the day: found without the entries of all other kinds.
CREATE INDEX ledger_of_tickets ON ledger (hlc) WHERE kind = 'ticket.given';
