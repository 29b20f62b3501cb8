"""First load: a large import into an empty local graph through Neo4j's own import tool, not by transactions."""

from graph.loading.load import load_staged
from graph.loading.staging import Staging

__all__ = ["Staging", "load_staged"]
