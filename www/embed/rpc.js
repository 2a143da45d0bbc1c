/**
 * JSON-RPC 2.0, as its standard has it: what a message asks for, and what is
 * answered. Nothing here knows who asks, or what the methods do.
 *
 * A message may be anything. One that is no request is ignored or, where it has
 * an id or stands in a batch, answered with an error; what looks like an answer
 * is never answered, so that two programs cannot talk errors for ever.
 *
 * @typedef {string | number | null} Id
 * @typedef {{ jsonrpc: '2.0', id: Id, result: unknown } | { jsonrpc: '2.0', id: Id, error: { code: number, message: string } }} Reply
 * @typedef {Record<string, unknown>} Params
 * @typedef {(method: string, params: Params) => unknown} Call may throw, and may give a promise
 */

/** Longer texts are not even read. */
const MOST_TEXT = 1 << 20;
const MOST_IN_BATCH = 64;
const MOST_ID = 256;

/** The standard's codes, and two of our own from the range that it leaves to servers. */
export const CODE = Object.freeze({
  invalidRequest: -32600,
  unknownMethod: -32601,
  invalidParams: -32602,
  failed: -32000,
  busy: -32001,
});

export class RpcError extends Error {
  /** @param {number} code @param {string} message */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/**
 * @param {unknown} message an object, a batch, or either as JSON text
 * @param {Call} call
 * @returns {Promise<Reply | Reply[] | null>} null where nothing is to be said
 */
export async function answer(message, call) {
  const said = typeof message === 'string' ? parse(message) : message;
  if (!Array.isArray(said)) return isRecord(said) ? answerOne(said, call) : null;
  if (said.length === 0 || said.length > MOST_IN_BATCH) {
    return failure(null, CODE.invalidRequest, `a batch of ${said.length}: expected 1 to ${MOST_IN_BATCH} requests`);
  }
  const replies = await Promise.all(
    said.map((item) => (isRecord(item) ? answerOne(item, call) : failure(null, CODE.invalidRequest, noRequest(item)))),
  );
  const kept = replies.filter((reply) => reply !== null);
  return kept.length > 0 ? kept : null;
}

/**
 * @param {Record<string, unknown>} request
 * @param {Call} call
 * @returns {Promise<Reply | null>}
 */
async function answerOne(request, call) {
  const { jsonrpc, id, method, params = {} } = ownOf(request);
  if (method === undefined && (Object.hasOwn(request, 'result') || Object.hasOwn(request, 'error'))) return null;
  const asks = Object.hasOwn(request, 'id');
  const known = isId(id) ? id : null;
  try {
    if (jsonrpc !== '2.0') throw new RpcError(CODE.invalidRequest, `jsonrpc: ${brief(jsonrpc)}: expected "2.0"`);
    if (typeof method !== 'string') throw new RpcError(CODE.invalidRequest, `method: ${brief(method)}: expected a name`);
    if (asks && !isId(id)) {
      throw new RpcError(CODE.invalidRequest, `id: ${brief(id)}: expected a number or a text of at most ${MOST_ID} characters`);
    }
    if (!isRecord(params)) {
      throw new RpcError(CODE.invalidParams, `params: ${brief(params)}: expected parameters by name, such as {"view": …}`);
    }
    const result = await call(method, params);
    return asks ? { jsonrpc: '2.0', id: known, result: result ?? null } : null;
  } catch (error) {
    if (!asks) return null;
    const code = error instanceof RpcError ? error.code : CODE.failed;
    return failure(known, code, error instanceof Error ? error.message : String(error));
  }
}

/**
 * @param {Id} id
 * @param {number} code
 * @param {string} message
 * @returns {Reply}
 */
function failure(id, code, message) {
  return { jsonrpc: '2.0', id, error: { code, message } };
}

/** @param {string} text */
function parse(text) {
  if (text.length > MOST_TEXT) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null; // Another program's: it has no id that could be answered.
  }
}

/** @param {unknown} id @returns {id is Id} */
function isId(id) {
  return id === null || Number.isFinite(id) || (typeof id === 'string' && id.length <= MOST_ID);
}

/** @param {unknown} item */
function noRequest(item) {
  return `${brief(item)}: expected a request such as {"jsonrpc": "2.0", "id": 1, "method": "getView"}`;
}

/**
 * Its own keys alone: `constructor` is no request's.
 * @param {Record<string, unknown>} record
 * @returns {Record<string, unknown>}
 */
function ownOf(record) {
  return Object.assign(Object.create(null), record);
}

/**
 * Whether a value is what JSON calls an object, and no list, date or buffer.
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
export function isRecord(value) {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/**
 * What came, for an error: short whatever it is.
 * @param {unknown} value
 */
export function brief(value) {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return value === undefined ? 'nothing' : String(value);
}
