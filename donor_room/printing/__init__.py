"""Labels and papers: drawn, decoded back, handed to a printer."""
