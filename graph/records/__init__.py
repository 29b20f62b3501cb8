"""The graph as records: read in pages while the server runs, and written into an empty graph."""
