/**
 * What the compiler's diagnostics mean for a script. Every code that stands in none of these lists is ignored unless it
 * lies in the arguments of a tool: scripts are mostly untyped, and what they do with their own values is their business.
 * The codes: https://github.com/microsoft/TypeScript/blob/main/src/compiler/diagnosticMessages.json
 */

/** Names that nothing declares; at run time a ReferenceError. */
export const UNKNOWN_NAME_CODES: ReadonlySet<number> = new Set([
  2304, 2552, 2580, 2581, 2582, 2583, 2584, 2585, 2591, 2592, 2593, 2662, 2663, 2867, 2868, 18004,
]);

/** Members that a type does not have. */
export const UNKNOWN_MEMBER_CODES: ReadonlySet<number> = new Set([2339, 2550, 2551, 2568, 2570, 2576]);

/** Something that is iterated or spread and is no list. */
export const ITERATION_CODES: ReadonlySet<number> = new Set([2461, 2488, 2489, 2495, 2504, 2548, 2549]);

/** Something that cannot be iterated, called or tested, perhaps because it is a promise. */
export const WRONG_USE_CODES: ReadonlySet<number> = new Set([...ITERATION_CODES, 2348, 2349, 2351, 2801, 6234]);

/** Wrong at run time whatever the types are: a second declaration, an assignment to a constant, a stray `break`. */
export const CERTAIN_CODES: ReadonlySet<number> = new Set([
  1104, 1105, 1107, 1113, 1114, 1115, 1116, 2300, 2448, 2449, 2450, 2451, 2588,
]);

/**
 * Never reported, not even in a tool's arguments, because the script may be right:
 *
 * - 2531, 2532, 2533, 2721, 2722, 2723, 18046, 18047, 18048, 18049: perhaps null, undefined or unknown
 * - 2454: used before being assigned
 * - 2362, 2363, 2365, 2367, 2447: arithmetic and comparison of what JavaScript converts
 * - 2869, 2871, 2872, 2873, 2774: conditions that always go one way
 * - 1117: a property written twice
 * - 6133, 6138, 6192, 6196, 6198, 6199, 7027, 7028: unused or unreachable
 * - 2683, and 7005 to 7057: implicitly any
 */
const IGNORED_CODES: ReadonlySet<number> = new Set([
  1117, 2362, 2363, 2365, 2367, 2447, 2454, 2531, 2532, 2533, 2683, 2721, 2722, 2723, 2774, 2869, 2871, 2872, 2873,
  6133, 6138, 6192, 6196, 6198, 6199, 7027, 7028, 18046, 18047, 18048, 18049,
]);

/** Whether a diagnostic is never reported. */
export function isIgnored(code: number): boolean {
  return IGNORED_CODES.has(code) || (code >= 7005 && code <= 7057);
}
