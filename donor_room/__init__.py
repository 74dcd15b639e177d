"""The donor-room terminal. Imports nothing, so that the bootstrap can run before anything is installed."""
