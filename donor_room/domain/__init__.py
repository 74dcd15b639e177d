"""What a donor room knows: pure, no clock, no file, no Qt, no SQL, no language."""
