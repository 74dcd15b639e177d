"""The label templates of this station: seen while they are edited."""
