-- All decisions are gone through when they are made again (replay, dry-run): one entry in sixty, found without the others.
-- Only the append of a decision touches this index.
CREATE INDEX ledger_of_decisions ON ledger (hlc) WHERE kind = 'decision.made';
