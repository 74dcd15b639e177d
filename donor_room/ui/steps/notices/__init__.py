"""The page of what the station told."""
