"""The donor room as a model: acts of many people by chance, and the sentences that must hold after each."""
