"""Opening the terminal: its passphrase, and on a fresh one the first administrator."""
