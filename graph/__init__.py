"""The only package that talks to Neo4j: connection, query catalogue, and one module a topic."""
