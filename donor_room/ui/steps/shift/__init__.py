"""Opening a shift: where, what for, who."""
