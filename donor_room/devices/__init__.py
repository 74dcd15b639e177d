"""The apparatus of the donor room: codecs without I/O, transports, drivers, and a simulated twin of each."""
