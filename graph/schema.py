"""The graph's shape, in one place: labels, relationship types with their directions, and property names.

The Cypher linter reads it as JSON (`python -m graph.schema`), so that a slip in a name or a direction is an error;
the plan tests make every name known to an empty server before they ask it about the queries.
"""

import json
from typing import NamedTuple


class Relationship(NamedTuple):
    """A relationship type between two labels; every one has a unique `key` beside these properties.

    What is derived can be computed anew from the rest, and is not carried by a backup of records.
    """

    start: str
    type: str
    end: str
    properties: str = ""
    derived: bool = False


# The first property of each is its unique key.
NODES: dict[str, str] = {
    "Library": "name schemaVersion restoring restored settling lock_",
    "Lock": "lock_",
    "Job": "id work kind title params state step cursor done total unit problem by runner again deaths reached"
    " startedAt touchedAt lock_",
    "Image": "id mime width height frames duration byteSize hash createdAt nsfw withheld chosenAt pixels prints leader"
    " learned stamp lock_",
    "Embedding": "key backbone vector",
    "Collection": "name createdAt",
    "Post": "key url title score faves postedAt author rating tags media reason siteId links rule seenAt mergedInto",
    "Source": "name moved",
    "Tag": "name description state remark why doubt decidedBy moving createdAt movedAt lock_",
    "Category": "name",
    "Criterion": "name question state createdAt lock_",
    "Voter": "id name role joinedAt simulated aside cluster moved moving lock_",
    "Session": "hash kind createdAt touchedAt expiresAt revokedAt nsfw",
    "ModelRun": "id backbone revision snapshot seed createdAt state cleared pictures pairs checkpoint attended lock_",
    "Filter": "name createdAt lock_",
    "Haul": "key source day word count problem",
    "Event": "id what who subject before after why at",
}

RELATIONSHIPS: tuple[Relationship, ...] = (
    Relationship(
        "Image", "SORT", "Tag", "voter answer response passReason at asked why probability shown tookMs implicit"
    ),
    Relationship("Image", "SORTED_BEFORE", "Tag", "voter answer response passReason at until reason"),
    Relationship("Image", "TAGGED", "Tag", "source post written at until"),
    Relationship("Image", "PROPOSED", "Tag", "run confidence at"),
    Relationship("Image", "SCORED", "Tag", "run confidence usual at"),
    Relationship("Image", "SUGGESTED", "Tag", "backbone score", derived=True),
    Relationship("Image", "DECIDED", "Tag", "purpose response who at reason uses"),
    Relationship(
        "Image",
        "CONSENSUS",
        "Tag",
        "image tag yes no pass derived strangers unfit claims yesWeight noWeight people evidence posterior run proposed"
        " settled settledBy rank rankSafe ask askSafe agreed gap board denied misrated",
        derived=True,
    ),
    Relationship("Image", "AUDITED", "Tag", "run confidence place probability at"),
    Relationship(
        "ModelRun",
        "ASSESSED",
        "Tag",
        "support precision recall f1 averagePrecision auroc chance calibrationError coverage measuredOn doubt abstains"
        " threshold answeredBy reason audited missing judged right usual",
    ),
    Relationship(
        "Image",
        "JUDGED",
        "Filter",
        "verdict stage score percentile reason at restoredAt restoredBy board suspect",
    ),
    Relationship("Image", "COMPARED", "Image", "verdict method distance mirrored who at order"),
    Relationship("Image", "DUPLICATE_OF", "Image", derived=True),
    Relationship("Image", "PREFERRED_TO", "Image", "voter criterion answer strength left at why held tookMs"),
    Relationship(
        "Image",
        "PREFERRED_BEFORE",
        "Image",
        "voter criterion answer strength left at why held tookMs until reason",
    ),
    Relationship(
        "Image",
        "RATED",
        "Criterion",
        "criterion order score low high comparisons part guess variance fit",
        derived=True,
    ),
    Relationship("Tag", "ALIAS_OF", "Tag", "source who state reason evidence score at"),
    Relationship("Tag", "IMPLIES", "Tag", "source who state reason evidence score at"),
    Relationship("Tag", "EXCLUDES", "Tag", "source who state reason evidence score at"),
    Relationship("Tag", "HEARS", "Tag", "yes no direct", derived=True),
    Relationship("Tag", "OF", "Category"),
    Relationship("Source", "ASKED", "Tag", "at"),
    Relationship("Voter", "FLAGGED", "Image", "state at who"),
    Relationship("Voter", "IS", "Voter", "at doneAt"),
    Relationship(
        "Voter",
        "RELIABLE_IN",
        "Category",
        "kind category order sensitivity lowSensitivity highSensitivity specificity lowSpecificity highSpecificity"
        " right answers fit",
        derived=True,
    ),
    Relationship(
        "Source",
        "RELIABLE_IN",
        "Category",
        "kind category order precision lowPrecision highPrecision claims fit",
        derived=True,
    ),
    Relationship(
        "Category", "RELIABLE_IN", "Category", "kind category order sensitivity specificity fit", derived=True
    ),
    Relationship(
        "Voter",
        "OBSERVED",
        "Category",
        "kind suspect signs because sway pairs flips change retests same drift z since moved months answers agreed"
        " expected fit",
        derived=True,
    ),
    Relationship(
        "Tag", "OBSERVED", "Category", "kind drift z since moved months answers agreed expected fit", derived=True
    ),
    Relationship("Session", "OPENS", "Voter"),
    Relationship("Post", "SHOWS", "Image", "until"),
    Relationship("Post", "FROM", "Source"),
    Relationship("Image", "IN", "Collection"),
    Relationship("Image", "LOOKS", "Embedding"),
)


# The graph's own housekeeping, which every graph makes for itself.
HOUSEKEEPING = {"Library", "Lock"}


def find_key(label: str) -> str:
    """Find the property by which a node of this label is known."""
    return NODES[label].split()[0]


def list_kept_labels() -> list[str]:
    """List the labels of what is carried from one graph to another."""
    return [label for label in NODES if label not in HOUSEKEEPING]


def list_kept_relationships() -> list[Relationship]:
    """List the relationships that are carried: all but what is derived from them.

    An answer moves from SORT to SORTED_BEFORE: reading in this order, it is met at least once.
    """
    return [relationship for relationship in RELATIONSHIPS if not relationship.derived]


def list_property_names() -> list[str]:
    """List every property name that a node or a relationship may have."""
    written = [*NODES.values(), *(relationship.properties for relationship in RELATIONSHIPS), "key"]
    return sorted({name for names in written for name in names.split()})


def describe_schema() -> dict[str, object]:
    """Return the shape as the Cypher language support takes it."""
    return {
        "labels": sorted(NODES),
        "relationshipTypes": sorted({relationship.type for relationship in RELATIONSHIPS}),
        "propertyKeys": list_property_names(),
        "graphSchema": [{"from": r.start, "relType": r.type, "to": r.end} for r in RELATIONSHIPS],
        "defaultLanguage": "CYPHER 25",
    }


if __name__ == "__main__":
    print(json.dumps(describe_schema()))  # noqa: T201 - read by tests/cypher/lint.mjs
