"""Faults: what the machine, the network and the clock do to us."""
