"""Tests, mirroring the packages, against a real Neo4j."""
