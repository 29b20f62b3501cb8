/** How the API is asked, and the one error that a request fails with. */

export const ROOT = "/api/v1";
const PATIENCE_MS = 20_000;

/**
 * Why a request failed: nobody answered, the database is away, we are too fast, the server broke, or it said no.
 *
 * @typedef {"offline" | "away" | "busy" | "broken" | "refused"} Fault
 */

/** A request that did not get what it asked for. */
export class RequestError extends Error {
  /**
   * @param {Fault} fault
   * @param {number} status  0 where nobody answered
   * @param {string} message
   * @param {number} [retryAfter]  seconds, as the server asked
   */
  constructor(fault, status, message, retryAfter = 0) {
    super(message);
    this.fault = fault;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** Fires `renewed` (Me) where a session was gone and another was opened: what was asked of the old one is void. */
export const renewals = new EventTarget();

/**
 * @param {string} method
 * @param {string} path
 * @param {object | Blob} [body]
 * @returns {Promise<Response>}
 */
async function reach(method, path, body) {
  const bytes = body instanceof Blob;
  try {
    return await fetch(ROOT + path, {
      method,
      headers: body ? { "Content-Type": bytes ? "application/octet-stream" : "application/json" } : {},
      body: bytes ? body : body ? JSON.stringify(body) : null,
      keepalive: method !== "GET" && !bytes, // what outlives the page may be small alone
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    throw new RequestError("offline", 0, "The server cannot be reached.");
  }
}

/**
 * @param {Response} response
 * @returns {Promise<RequestError>}
 */
async function readProblem(response) {
  const problem = await response.json().catch(() => ({}));
  const message = problem.detail || problem.title || `The server answered ${response.status}.`;
  const wait = Number(response.headers.get("Retry-After")) || 0;
  /** @type {Fault} */
  let fault = "refused";
  if (response.status === 429) fault = "busy";
  else if ([502, 503, 504].includes(response.status)) fault = "away";
  else if (response.status >= 500) fault = "broken";
  return new RequestError(fault, response.status, message, wait);
}

/**
 * Ask the API; a session that is gone is opened anew, once.
 *
 * @param {string} method
 * @param {string} path
 * @param {object | Blob} [body]
 * @returns {Promise<any>}
 */
export async function request(method, path, body) {
  let response = await reach(method, path, body);
  if (response.status === 401 && path !== "/session") {
    await renewSession();
    response = await reach(method, path, body);
  }
  if (!response.ok) throw await readProblem(response);
  if (response.status === 204) return null;
  return response.json().catch(() => {
    throw new RequestError("offline", 0, "The answer broke off.");
  });
}

/** @type {Promise<void> | null} */
let renewal = null;

/** However many requests find the session gone, one other is opened. */
function renewSession() {
  renewal ??= request("POST", "/session", {})
    .then((me) => void renewals.dispatchEvent(new CustomEvent("renewed", { detail: me })))
    .finally(() => (renewal = null));
  return renewal;
}

/**
 * @param {Record<string, string | number | null | undefined>} values
 * @returns {string}
 */
export function query(values) {
  const given = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return given.length ? `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}` : "";
}

/**
 * Do what the server may refuse.
 *
 * @param {() => Promise<string>} work  says what came of it
 * @param {string} [refused]  what stands before the reason of a refusal
 * @returns {Promise<string>} what there is to say
 */
export async function tellOutcome(work, refused = "") {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return refused + error.message;
  }
}
