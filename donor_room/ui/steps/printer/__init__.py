"""The label printer: found, chosen, tried, and led back to work step by step."""
