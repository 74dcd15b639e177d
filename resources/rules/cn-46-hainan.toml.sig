key = "87a1e83af397d20f"
signature = "11oNSUsAHf7i45n9DlXx1MmXDXtY7EueXJZ5OsmQAzRKdHII8A00lc2QysT8PJv3+eR7fHIxVm/fjuhn1iAMCA=="
