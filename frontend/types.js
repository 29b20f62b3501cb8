/**
 * The API's JSON, as types.
 *
 * @typedef {"yes" | "no" | "pass"} Answer
 * @typedef {"cannot-tell" | "unknown-tag" | "bad-picture"} PassReason
 * @typedef {"unknown" | "suspected" | "confirmed" | "cleared"} Nsfw
 *
 * @typedef {object} ImageCard
 * @property {string} id
 * @property {string} mime
 * @property {number} width
 * @property {number} height
 * @property {number} frames
 * @property {Nsfw} nsfw
 * @property {{media: string, still: string, thumbnail: string}} urls
 *
 * @typedef {object} SimilarImages  nearest first; nothing where no backbone has seen the picture
 * @property {string | null} backbone
 * @property {"memory" | "index" | null} way
 * @property {NearCard[]} images
 *
 * @typedef {{image: ImageCard, cosine: number}} NearCard
 *
 * @typedef {object} TagCard
 * @property {string} name
 * @property {string | null} description
 * @property {string | null} category
 * @property {string | null} [canonical]  the tag that it is another name of
 *
 * @typedef {{pairs: number, more: boolean}} Count  with `more` there are at least so many
 *
 * @typedef {object} Change
 * @property {string} what
 * @property {string} subject  the tag, or a link between two
 * @property {string | null} before
 * @property {string | null} after
 * @property {string | null} why
 * @property {string} at
 * @property {string | null} role
 * @property {string | null} who  told to staff alone
 *
 * @typedef {object} TagFacts
 * @property {string} state
 * @property {string | null} why
 * @property {string | null} canonical
 * @property {string[]} aliases
 * @property {string[]} implies
 * @property {string[]} implied_by
 * @property {string[]} excludes
 * @property {Count} settled
 * @property {Count} likely
 * @property {Count} asked
 * @property {ImageCard[]} yes
 * @property {ImageCard[]} no
 * @property {Change[]} history
 *
 * @typedef {TagCard & TagFacts} TagPage
 *
 * @typedef {object} Criterion  what is asked of two pictures
 * @property {string} name
 * @property {string} question
 * @property {"open" | "closed"} state
 *
 * @typedef {{token: string, left: ImageCard, right: ImageCard}} Comparison  two pictures, as they are to stand
 *
 * @typedef {"left" | "right" | "tie" | "pass"} Choice
 * @typedef {{criterion: string, answer: Choice, strength: 1 | 2 | null, at: string}} Preference
 * @typedef {Comparison & Preference} OwnComparison  one's own answer, and the token by which it is changed
 * @typedef {{token: string, answer: Choice, strength?: 1 | 2, took_ms?: number}} ComparisonBody
 *
 * @typedef {object} Rating  in log-odds; null where nobody compared the picture, or nothing has seen it
 * @property {ImageCard} image
 * @property {number | null} score
 * @property {number | null} low
 * @property {number | null} high
 * @property {number} comparisons
 * @property {number | null} part
 * @property {number | null} guess
 * @property {number | null} variance
 *
 * @typedef {object} Question
 * @property {string} [token]  absent where the question is asked again after its token was refused
 * @property {ImageCard} image
 * @property {TagCard} tag
 * @property {Origin | null} origin
 *
 * @typedef {object} Origin
 * @property {string} source
 * @property {string | null} author
 * @property {string | null} url  of the web
 * @property {string[]} links  of the web, where its author shows it
 *
 * @typedef {object} Scope
 * @property {string | null} tag
 * @property {string | null} category
 * @property {string | null} collection
 *
 * @typedef {object} Me
 * @property {{id: string, name: string | null, role: "anonymous" | "voter" | "analyst" | "staff"}} voter
 * @property {boolean} nsfw
 * @property {number} votes
 *
 * @typedef {object} VoteBody
 * @property {string} [token]
 * @property {string} [image]
 * @property {string} [tag]
 * @property {Answer} answer
 * @property {PassReason} [pass_reason]
 * @property {number} [took_ms]
 * @property {boolean} [implicit]  it was not said, but left to stand
 *
 * @typedef {object} Grid
 * @property {string | null} tag
 * @property {"yes" | "no" | null} expected  null where nothing is left to ask
 * @property {Question[]} questions
 *
 * @typedef {object} OwnVote
 * @property {ImageCard} image
 * @property {string} tag
 * @property {Answer} answer
 * @property {PassReason | null} pass_reason
 * @property {string} at
 *
 * @typedef {object} Contradiction
 * @property {OwnVote} later
 * @property {OwnVote} earlier
 * @property {"implies" | "implied" | "excludes"} why  what the later tag does to the earlier one
 *
 * @typedef {object} Suspect
 * @property {ImageCard} image
 * @property {Nsfw} nsfw
 * @property {number} panics
 * @property {string} at
 * @property {string | null} why  what a class network suspects, where no voter reported it
 *
 * @typedef {object} FilteredPicture
 * @property {ImageCard} image
 * @property {string} filter
 * @property {string} stage
 * @property {number | null} score
 * @property {number | null} percentile
 * @property {string} reason
 * @property {string} at
 *
 * @typedef {"test" | "audit"} GoldPurpose
 *
 * What staff know of a pair, how those who were asked answered, and how often it has judged.
 *
 * @typedef {object} GoldRow
 * @property {ImageCard} image
 * @property {string} tag
 * @property {GoldPurpose} purpose
 * @property {"yes" | "no"} answer
 * @property {string | null} reason
 * @property {string} who
 * @property {string} at
 * @property {number} answered
 * @property {number} right
 * @property {number} uses
 *
 * @typedef {object} GoldBody
 * @property {string} image
 * @property {string} tag
 * @property {"yes" | "no"} answer
 * @property {GoldPurpose} purpose
 * @property {string} [reason]
 *
 * @typedef {"duplicate" | "alternate" | "unrelated"} Verdict
 *
 * @typedef {object} Facts
 * @property {number} byte_size
 * @property {string} created_at
 * @property {{source: string, url: string | null}[]} sources
 * @property {number} tags
 * @property {number} votes
 *
 * @typedef {ImageCard & Facts} Copy  a picture that another one looks like
 *
 * @typedef {object} Match
 * @property {"pixels" | "print" | "embedding" | "site" | "person"} method
 * @property {number | null} distance  0 is the same; null where a person said so unasked
 * @property {boolean} mirrored
 *
 * @typedef {object} Sides
 * @property {Copy} one
 * @property {Copy} other
 * @property {string} better  the id of the better copy
 * @property {string[]} reasons  why it is better
 *
 * @typedef {Match & Sides} ProbablePair
 *
 * @typedef {object} VerdictBody
 * @property {string} one
 * @property {string} other
 * @property {Verdict} verdict
 * @property {string} [shown]  which of them is shown, where it is not the better copy
 *
 * @typedef {Match & {one: string, other: string, verdict: Verdict | null, by_person: boolean}} Compared
 *
 * @typedef {object} DuplicateClass
 * @property {string} shown
 * @property {Copy[]} members
 * @property {Compared[]} comparisons
 *
 * @typedef {object} TagLink
 * @property {"alias" | "implies" | "excludes"} kind
 * @property {string} from
 * @property {string} to
 *
 * @typedef {object} Mined  what mining knows of a link: pictures with the one and the other, and with both
 * @property {[number, number]} [pictures]
 * @property {number} [together]
 *
 * @typedef {TagLink & {source: string, reason: string | null, evidence: Mined | null, score: number | null}} VocabularyLink
 *
 * @typedef {"suspected" | "remark" | "kept"} Doubt
 *
 * @typedef {object} Remark
 * @property {string} tag
 * @property {"circulating" | "remark"} state
 * @property {number | null} score
 * @property {string | null} why
 * @property {boolean} decided
 * @property {number} pairs
 * @property {ImageCard[]} images
 *
 * A pair that is disagreed on, why it stands on its board, and what that is likely to come from.
 *
 * @typedef {"contested" | "refused" | "human-only" | "model-only" | "source-against-people" | "rating-conflict"} PairKind
 * @typedef {PairKind | "confused-tags"} BoardKind
 * @typedef {"bad-picture" | "ambiguous-tag" | "model-fault" | "voter-noise"} CauseName
 * @typedef {{image: ImageCard, tag: string, reasons: string[], cause: {name: CauseName, because: string} | null}} DisputedPair
 *
 * @typedef {object} NearestExamples
 * @property {{image: ImageCard, cosine: number}[]} yes
 * @property {{image: ImageCard, cosine: number}[]} no
 *
 * @typedef {object} ExplainedShare  what one speaker adds to the log-odds of a pair
 * @property {"voter" | "ruling" | "source" | "run"} kind
 * @property {string | null} speaker  null for whoever may not know who voted what, as are name and right
 * @property {string | null} name
 * @property {boolean | null} says
 * @property {number[] | null} right
 * @property {("derived" | "implicit" | "aside" | "cluster")[]} notes
 * @property {number} share
 * @property {number} total
 *
 * @typedef {object} ExplainedPair
 * @property {string} image
 * @property {string} tag
 * @property {number | null} people
 * @property {number | null} evidence
 * @property {number | null} posterior
 * @property {ExplainedShare[]} shares
 * @property {string} cypher
 * @property {Record<string, string>} params
 *
 * @typedef {{image: string, tag: string, answer: "yes" | "no", reason?: string}} RulingBody
 * @typedef {{image: string, tag: string, before: "yes" | "no" | null, ruling: "yes" | "no" | null}} Ruling
 *
 * @typedef {object} ConfusedTags  a tag that is said where people say Yes to another one instead
 * @property {string} tag
 * @property {string} instead
 * @property {number} pictures
 * @property {number} by_run
 * @property {number} by_people
 * @property {number} disputed
 * @property {number} excess
 * @property {ImageCard[]} images
 *
 * @typedef {object} GraphNode
 * @property {string} key
 * @property {"Image" | "Tag" | "Voter" | "Source" | "ModelRun" | "Collection" | "Category"} kind
 * @property {string} id
 * @property {string} name
 * @property {ImageCard | null} image
 *
 * @typedef {object} GraphEdge
 * @property {string} start
 * @property {string} type
 * @property {string} end
 * @property {Record<string, string | number | null>} properties
 *
 * @typedef {object} Neighbourhood
 * @property {string} centre
 * @property {GraphNode[]} nodes
 * @property {GraphEdge[]} edges
 * @property {string} cypher
 * @property {Record<string, unknown>} params
 *
 * A run of the model.
 *
 * @typedef {object} Run
 * @property {string} run
 * @property {"candidate" | "live" | "retired"} state
 * @property {string} backbone
 * @property {number} pictures
 * @property {number} pairs
 * @property {string} created_at
 * @property {boolean} reported
 *
 * What was measured of a run on a tag; null where it was not.
 *
 * @typedef {object} TagFigures
 * @property {string} tag
 * @property {string | null} category
 * @property {number} support
 * @property {number | null} precision
 * @property {number | null} recall
 * @property {number | null} average_precision
 * @property {number | null} chance  average precision of noise
 * @property {"test" | "folds" | null} measured_on
 * @property {number | null} auroc
 * @property {number | null} f1
 * @property {number | null} calibration_error
 * @property {number | null} coverage
 * @property {number | null} threshold
 * @property {string | null} answered_by
 * @property {number | null} audited
 * @property {number | null} missing
 * @property {string | null} silent
 *
 * @typedef {object} TagDifference
 * @property {string} tag
 * @property {string | null} category
 * @property {number | null} average_precision
 * @property {number | null} precision
 * @property {number | null} coverage
 *
 * @typedef {object} Job
 * @property {string} id
 * @property {"import" | "site" | "rebuild" | "train" | "propose" | "vocabulary" | "duplicates" | "mining" | "remarks" | "report" | "embed" | "trust" | "conduct" | "aside" | "settle" | "loop" | "ratings"} kind
 * @property {string} title
 * @property {"waiting" | "running" | "stopping" | "stopped" | "failed" | "done"} state
 * @property {string | null} step
 * @property {number} done
 * @property {number | null} total
 * @property {string} unit
 * @property {string | null} problem
 * @property {string | null} by
 * @property {string} started_at
 * @property {string} touched_at
 */

/**
 * What the live run says of one tag of a picture that is tried.
 *
 * @typedef {object} Said
 * @property {string} tag
 * @property {"proposed" | "below" | "silent"} says
 * @property {number | null} confidence
 * @property {number | null} threshold
 * @property {string | null} why
 * @property {WitnessCard[]} yes  the nearest pictures, of a proposal alone
 * @property {WitnessCard[]} no
 */

/** @typedef {{image: ImageCard, cosine: number, by: "people" | "sources"}} WitnessCard */

/**
 * @typedef {object} Trial
 * @property {string} run
 * @property {string} image
 * @property {number} width
 * @property {number} height
 * @property {number} frames
 * @property {Said[]} tags
 */

/**
 * How far a voter is believed, in one category or in all (``): each share with the bounds of its 95 % interval.
 *
 * @typedef {object} VoterReliability
 * @property {string} voter
 * @property {string | null} name
 * @property {string} role
 * @property {number} sensitivity
 * @property {number} low_sensitivity
 * @property {number} high_sensitivity
 * @property {number} specificity
 * @property {number} low_specificity
 * @property {number} high_specificity
 * @property {number} right
 * @property {number} answers
 */

/**
 * How many of a source's claims are right, with the bounds of the 95 % interval.
 *
 * @typedef {object} SourceReliability
 * @property {string} source
 * @property {number} precision
 * @property {number} low_precision
 * @property {number} high_precision
 * @property {number} claims
 */

/**
 * Voters with signs of bad faith, set aside, or by their influence; what would change without one; and how answers agree.
 *
 * @typedef {object} SuspectVoter
 * @property {string} voter
 * @property {string | null} name
 * @property {string[]} signs
 * @property {string[]} because
 * @property {string | null} aside
 *
 * @typedef {object} AsideVoter
 * @property {string} voter
 * @property {string | null} name
 * @property {string} aside
 * @property {string | null} why
 * @property {string | null} by
 * @property {boolean} moving
 *
 * @typedef {object} VoterInfluence
 * @property {string} voter
 * @property {string | null} name
 * @property {number} pairs
 * @property {number} flips
 * @property {number} change
 *
 * @typedef {{posterior: number | null, settled: "yes" | "no" | null}} Standing
 *
 * @typedef {object} PairChange
 * @property {string} image
 * @property {string} tag
 * @property {number} by
 * @property {boolean} flips
 * @property {Standing} before
 * @property {Standing} after
 *
 * @typedef {object} Months
 * @property {number | null} z
 * @property {string | null} since
 * @property {boolean} moved
 * @property {string[]} months
 * @property {number[]} answers
 * @property {number[]} agreed
 * @property {number[]} expected
 *
 * @typedef {Months & {tag: string}} TagDrift
 * @typedef {Months & {voter: string, name: string | null, retests: number, same: number}} VoterDrift
 */

/** What one's own answers are worth, in words. @typedef {{category: string, answers: number, says: string}} OwnReliability */

/** @typedef {{run: string, image: string, tag: string, confidence: number, note?: string}} ComplaintBody */

/** @typedef {{run: string, image: string, tag: string, confidence: number, note: string | null, name: string | null, at: string, kept: boolean}} Complaint */

export {};
