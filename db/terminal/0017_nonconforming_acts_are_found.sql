-- The acts of visits that may tell of something that did not go as it should (docs/decisions/0022): few, and found without the others. The time of a
-- paper form stands with them: what happened on paper is typed in days later.
CREATE INDEX ledger_of_nonconforming ON ledger (kind, hlc)
WHERE kind IN ('labels.voided', 'labels.reprinted', 'labels.check_restarted', 'labels.foreign_scanned', 'collection.needle_failed',
    'collection.ended', 'visit.second_person_looked', 'visit.held', 'decision.reviewed', 'paper.let_in', 'entry.corrected', 'paper.time');
