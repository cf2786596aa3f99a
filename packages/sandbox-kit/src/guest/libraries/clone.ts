import { createNamedError } from "../named-error.ts";
import {
  isArray,
  NativeArrayBuffer,
  NativeDate,
  NativeError,
  NativeMap,
  NativePromise,
  NativeRegExp,
  NativeSet,
  NativeWeakMap,
  objectKeys,
  objectToString,
  typedArrayName,
} from "../primordials.ts";

type Seen = Map<object, unknown>;

/** A copy by the structured clone algorithm. https://html.spec.whatwg.org/multipage/structured-data.html */
export function structuredClone(value: unknown): unknown {
  return copy(value, new NativeMap());
}

function copy(value: unknown, seen: Seen): unknown {
  if (typeof value === "function" || typeof value === "symbol") {
    throw notCloneable(typeof value === "symbol" ? "A symbol" : `The function ${value.name}`);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return seen.has(value) ? seen.get(value) : copyObject(value, seen);
}

function notCloneable(what: string): Error {
  return createNamedError("DataCloneError", `${what} cannot be cloned`);
}

function copyObject(value: object, seen: Seen): unknown {
  if (isArray(value)) {
    const array: unknown[] = [];
    seen.set(value, array);
    array.length = value.length;
    return copyMembers(value, array, seen);
  }
  return copyBuiltin(value, seen) ?? copyPlain(value, seen);
}

function copyPlain(value: object, seen: Seen): object {
  const tag = objectToString(value);
  const isUncloneable =
    value instanceof NativePromise || value instanceof NativeWeakMap || /Weak(?:Set|Ref)|Generator/u.test(tag);
  if (isUncloneable) {
    throw notCloneable(tag);
  }
  if (tag === "[object Number]" || tag === "[object String]" || tag === "[object Boolean]") {
    return Object((value as { valueOf(): unknown }).valueOf()) as object;
  }
  const object = {};
  seen.set(value, object);
  return copyMembers(value, object, seen);
}

function copyMembers<T extends object>(from: object, to: T, seen: Seen): T {
  for (const key of objectKeys(from)) {
    Object.defineProperty(to, key, {
      value: copy((from as Record<string, unknown>)[key], seen),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return to;
}

/** A copy of an instance of a builtin class, or undefined for anything else. */
function copyBuiltin(value: object, seen: Seen): unknown {
  if (value instanceof NativeDate) {
    return remember(value, new NativeDate(value.getTime()), seen);
  }
  if (value instanceof NativeRegExp) {
    return remember(value, new NativeRegExp(value.source, value.flags), seen);
  }
  if (value instanceof NativeMap) {
    const map = remember(value, new NativeMap(), seen);
    for (const [key, item] of new NativeMap(value)) {
      map.set(copy(key, seen), copy(item, seen));
    }
    return map;
  }
  if (value instanceof NativeSet) {
    const set = remember(value, new NativeSet(), seen);
    for (const item of new NativeSet(value)) {
      set.add(copy(item, seen));
    }
    return set;
  }
  return value instanceof NativeError ? copyError(value, seen) : copyBinary(value, seen);
}

function remember<T>(value: object, made: T, seen: Seen): T {
  seen.set(value, made);
  return made;
}

function copyBinary(value: object, seen: Seen): unknown {
  if (value instanceof NativeArrayBuffer) {
    return remember(value, value.slice(0), seen);
  }
  if (!NativeArrayBuffer.isView(value)) {
    return undefined;
  }
  const buffer = copy(value.buffer, seen) as ArrayBuffer;
  const { byteOffset } = value;
  const name = typedArrayName(value);
  if (name === undefined) {
    return remember(value, new DataView(buffer, byteOffset, value.byteLength), seen);
  }
  const View = (globalThis as unknown as Record<string, Uint8ArrayConstructor>)[name] as Uint8ArrayConstructor;
  return remember(value, new View(buffer, byteOffset, (value as Uint8Array).length), seen);
}

const ERROR_NAMES = ["EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError"];

function copyError(value: Error, seen: Seen): Error {
  const constructors = globalThis as unknown as Record<string, ErrorConstructor>;
  const Constructor = ERROR_NAMES.includes(value.name) ? (constructors[value.name] as ErrorConstructor) : NativeError;
  const error = remember(value, new Constructor(value.message), seen);
  Object.defineProperty(error, "stack", { value: value.stack, writable: true, configurable: true });
  if ("cause" in value) {
    error.cause = copy(value.cause, seen);
  }
  return error;
}
