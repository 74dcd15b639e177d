"""The widget kit: every page is made of these and looks the same."""
