"""The examination."""
