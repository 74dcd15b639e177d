"""A donation day, played by pressing the real widgets of the real window, with a real station behind it."""
