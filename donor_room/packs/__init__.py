"""Rules, questionnaires, code lists, labels and texts, read from resources/ and checked at load."""
