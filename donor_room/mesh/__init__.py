"""The laptops of one vehicle: how they find each other, and how each takes over what the others wrote."""
