import { createUnserializable } from "./errors.ts";
import { jsonStringify } from "./primordials.ts";

/** Deeper values are refused: engines differ in how deep they can parse. */
export const MAX_DEPTH = 500;

/** One container on the way from the root to the value being written. Linked, so that no array method is needed. */
export interface Frame {
  readonly parent: Frame | null;
  readonly container: object;
  /** Null for an array. */
  readonly keys: readonly string[] | null;
  readonly length: number;
  readonly depth: number;
  index: number;
  isEmpty: boolean;
}

/** Where a writer stands. */
export interface Place {
  /** How the value is called in errors: `value`, or `arguments`. */
  readonly root: string;
  frame: Frame | null;
}

/** The error of a value that cannot cross: its path, and what it is. */
export function refuse(place: Place, key: string | number, what: string): Error {
  return createUnserializable(`${pathOf(place, key)} is ${what}`);
}

/** A value that is too deep is nearly always a cycle; says at which path it closes. */
export function refuseDepth(place: Place, container: object): Error {
  let inner: Frame | null = place.frame;
  let outer: Frame | null = null;
  for (let frame: Frame | null = place.frame; frame !== null; frame = frame.parent) {
    if (frame.container === container && frame !== inner) {
      outer = frame;
    }
  }
  if (outer === null) {
    return createUnserializable(`${place.root} is nested deeper than ${MAX_DEPTH} levels`);
  }
  // The second frame from the root that holds the container again closes the cycle first.
  for (let frame = inner; frame !== null && frame !== outer; frame = frame.parent) {
    if (frame.container === container) {
      inner = frame;
    }
  }
  const holder = (inner as Frame).parent;
  return createUnserializable(`${framePath(place.root, holder)} is a cycle`);
}

function pathOf(place: Place, key: string | number): string {
  const { frame, root } = place;
  return frame === null ? root : framePath(root, frame, key);
}

/** The path of the member of `frame` that is being written. */
function framePath(root: string, frame: Frame | null, key?: string | number): string {
  if (frame === null) {
    return root;
  }
  const index = frame.index - 1;
  const own = key ?? (frame.keys === null ? index : frame.keys[index]);
  return framePath(root, frame.parent) + memberPath(own as string | number);
}

function memberPath(key: string | number): string {
  if (typeof key === "number") {
    return `[${key}]`;
  }
  return isPlainName(key) ? `.${key}` : `[${jsonStringify(key)}]`;
}

function isPlainName(key: string): boolean {
  for (let index = 0; index < key.length; index += 1) {
    const char = key[index] as string;
    const isLetter = (char >= "a" && char <= "z") || (char >= "A" && char <= "Z") || char === "_" || char === "$";
    if (!isLetter && (index === 0 || char < "0" || char > "9")) {
      return false;
    }
  }
  return key.length > 0;
}
