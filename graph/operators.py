"""What a query plan may consist of when it only reads the graph: operators, procedures, namespaces of functions."""

READ_OPERATORS = frozenset(
    """
    AllNodesScan Anti AntiSemiApply Apply Argument AssertSameNode AssertSameRelationship BFSPruningVarExpand
    CacheProperties CartesianProduct ConditionalApply AntiConditionalApply DirectedAllRelationshipsScan
    DirectedRelationshipByElementIdSeek DirectedRelationshipByIdSeek DirectedRelationshipFulltextIndexSearch
    DirectedRelationshipIndexContainsScan DirectedRelationshipIndexEndsWithScan DirectedRelationshipIndexScan
    DirectedRelationshipIndexSeek DirectedRelationshipIndexSeekByRange DirectedRelationshipTypeScan
    DirectedRelationshipUniqueIndexSeek DirectedRelationshipUniqueIndexSeekByRange
    DirectedRelationshipVectorIndexSearch DirectedUnionRelationshipTypesScan Distinct
    DynamicDirectedRelationshipTypeLookup DynamicLabelNodeLookup DynamicUndirectedRelationshipTypeLookup Eager
    EagerAggregation EmptyResult EmptyRow ExhaustiveLimit Expand Filter IntersectionNodeByLabelsScan LeftOuterHashJoin
    LetAntiSemiApply LetSelectOrAntiSemiApply LetSelectOrSemiApply LetSemiApply Limit MultiNodeIndexSeek
    NodeByElementIdSeek NodeByIdSeek NodeByLabelScan NodeCountFromCountStore NodeFulltextIndexSearch NodeHashJoin
    NodeIndexContainsScan NodeIndexEndsWithScan NodeIndexScan NodeIndexSeek NodeIndexSeekByRange NodeLeftOuterHashJoin
    NodeRightOuterHashJoin NodeUniqueIndexSeek NodeUniqueIndexSeekByRange NodeVectorIndexSearch NullifyMetadata
    Optional OptionalExpand OrderedAggregation OrderedDistinct OrderedUnion PartialSort PartialTop PathPropagatingBFS
    ProduceResults ProjectEndpoints Projection PruningVarExpand RelationshipCountFromCountStore Repeat
    BidirectionalRepeat RightOuterHashJoin RollUpApply SelectOrAntiSemiApply SelectOrSemiApply SemiApply ShortestPath
    Skip Sort StatefulShortestPath SubtractionNodeByLabelsScan Top Top1WithTies TriadicBuild TriadicFilter
    TriadicSelection UndirectedAllRelationshipsScan UndirectedRelationshipByElementIdSeek
    UndirectedRelationshipByIdSeek UndirectedRelationshipFulltextIndexSearch UndirectedRelationshipIndexContainsScan
    UndirectedRelationshipIndexEndsWithScan UndirectedRelationshipIndexScan UndirectedRelationshipIndexSeek
    UndirectedRelationshipIndexSeekByRange UndirectedRelationshipTypeScan UndirectedRelationshipUniqueIndexSeek
    UndirectedRelationshipUniqueIndexSeekByRange UndirectedRelationshipVectorIndexSearch
    UndirectedUnionRelationshipTypesScan Union UnionNodeByLabelsScan Unwind ValueHashJoin VarLengthExpand
    """.split()  # noqa: SIM905 - a list of so many words is read as words
)

PROCEDURES = frozenset(
    {
        "db.index.fulltext.queryNodes",
        "db.index.fulltext.queryRelationships",
        "db.labels",
        "db.propertyKeys",
        "db.relationshipTypes",
        "db.schema.nodeTypeProperties",
        "db.schema.relTypeProperties",
        "db.schema.visualization",
    }
)

FUNCTION_SPACES = frozenset(
    {"coll", "date", "datetime", "db", "duration", "localdatetime", "localtime", "point", "string", "time", "vector"}
)
