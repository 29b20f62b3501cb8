"""Tests of the query files: their contract, their plans, and the two queries the idea began with."""
