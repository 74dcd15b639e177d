"""Exchange with the station: entries up, directory, numbers and packs down."""
