"""Terminals, station, network, disks and clocks in one process and one seed: what must hold."""
