"""The taggy command: one file a command group."""
