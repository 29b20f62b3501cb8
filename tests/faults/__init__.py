"""Faults: what the machine beneath does to us."""
