"""Revise the consensus where the vocabulary changed: the pairs of the tags that moved, picture by picture."""

from collections.abc import AsyncIterator, Collection, Sequence

from neo4j.time import DateTime

from graph.connection import Graph, Transaction
from graph.consensus import list_pairs_of_images, list_pictures, lock_pictures, recompute_pairs
from graph.hearings import list_moved_tags, settle_moved_tags
