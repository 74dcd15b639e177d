"""One folder per step of the donor's walk: a view that draws, a presenter that joins it with the use cases."""
