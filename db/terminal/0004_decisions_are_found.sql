-- All decisions are gone through when they are made again (replay, dry-run): one entry in sixty, found without the others.
-- So are the few findings that a physician released, when the day is handed over. Only the append of such an entry touches its index.
CREATE INDEX ledger_of_decisions ON ledger (hlc) WHERE kind = 'decision.made';
CREATE INDEX ledger_of_releases ON ledger (hlc) WHERE kind = 'decision.finding_released';
