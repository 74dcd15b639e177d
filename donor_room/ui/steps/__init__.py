"""One folder per step of the donor's walk.

A view that draws, a presenter that joins it with the use cases.
"""
