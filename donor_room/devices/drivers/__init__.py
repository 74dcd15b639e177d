"""What a device does over time: state machines without I/O, and the one loop that runs them."""
