"""Tests of the local Neo4j: real jars, real processes, real crashes."""
