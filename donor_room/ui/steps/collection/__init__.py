"""The collection: bag, needle, end, and the second proof."""
