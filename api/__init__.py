"""The HTTP API: thin routes over graph, one error shape."""
