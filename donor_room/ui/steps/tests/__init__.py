"""The blood tests before the donation."""
