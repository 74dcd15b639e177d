"""Aftercare: rest, next day, certificate, souvenir, goodbye."""
