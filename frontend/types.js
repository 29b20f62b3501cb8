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
 * @typedef {object} Suspect
 * @property {ImageCard} image
 * @property {Nsfw} nsfw
 * @property {number} panics
 * @property {string} at
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
 * @property {"import" | "rebuild" | "propose" | "train"} kind
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
