"""How bytes get to a printer, and whether anything comes back; nothing here knows what they say."""
