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
 * @property {"pixels" | "print" | "embedding" | "person"} method
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
 * @typedef {object} Job
 * @property {string} id
 * @property {"import" | "rebuild" | "train" | "propose" | "vocabulary" | "duplicates" | "mining" | "remarks"} kind
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

export {};
