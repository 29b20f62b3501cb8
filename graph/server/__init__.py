"""The local Neo4j: fetched, started, shared and stopped without installing anything."""

from graph.server.lease import LocalServer, lease_local_server

__all__ = ["LocalServer", "lease_local_server"]
