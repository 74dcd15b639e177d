"""The PIN of a person who comes from another laptop."""
