"""Handover: every number has an end, everything is packed, two persons sign."""
