"""The page on which the forms of a paper day are typed in, box by box."""
