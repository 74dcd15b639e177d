-- What visits tell of souvenirs and bags is asked whenever somebody looks at the supplies: four entries in seventy, found without the others.
CREATE INDEX ledger_of_use ON ledger (hlc)
WHERE kind IN ('aftercare.souvenir_given', 'collection.bag_taken', 'collection.needle_in', 'paper.time');
