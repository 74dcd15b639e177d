"""Ways that bytes travel: a serial port, a TCP connection."""
