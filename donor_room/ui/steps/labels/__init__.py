"""Labels and identification: bag = tubes = form = this donor, before the needle."""
