"""Supplies: counted out before the doors open, brought meanwhile, counted in at the closing."""
