"""Protocols as pure functions of bytes: nothing here opens, waits or remembers a donor."""
