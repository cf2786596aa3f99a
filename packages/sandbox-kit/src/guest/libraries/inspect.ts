import {
  bigintToString,
  dateGetTime,
  dateToISOString,
  functionToString,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isArray,
  jsonStringify,
  mapForEach,
  mapSize,
  NativeArrayBuffer,
  NativeDate,
  NativeError,
  NativeMap,
  NativePromise,
  NativeRegExp,
  NativeSet,
  objectKeys,
  ObjectPrototype,
  objectToString,
  regExpToString,
  setForEach,
  setSize,
  stringSlice,
  symbolToString,
  typedArrayLength,
  typedArrayName,
} from "../primordials.ts";
import { commonWords } from "../../host/error-words.ts";
import { add, newBody, wrap } from "../printed-body.ts";
import type { Body } from "../printed-body.ts";

const MAX_DEPTH = 4;
const MAX_ITEMS = 100;
const MAX_STRING_CHARS = 10_000;
const MAX_CHARS = 100_000;

/** The containers around a value, innermost first. */
interface Ancestor {
  readonly value: object;
  readonly parent: Ancestor | null;
  readonly depth: number;
}

/** Characters that may still be written. */
const left = { chars: 0 };

/** A value as a person would like to read it: like Node's `util.inspect`, without calling anything of the value's. */
export function inspect(value: unknown): string {
  left.chars = MAX_CHARS;
  return write(value, null);
}

function write(value: unknown, parent: Ancestor | null): string {
  const text = writeUnbounded(value, parent);
  left.chars -= text.length;
  return text;
}

function writeUnbounded(value: unknown, parent: Ancestor | null): string {
  switch (typeof value) {
    case "string":
      return quote(value);
    case "number":
      return value === 0 && 1 / value < 0 ? "-0" : `${value}`;
    case "bigint":
      return `${bigintToString(value)}n`;
    case "symbol":
      return symbolToString(value);
    case "function":
      return writeFunction(value);
    case "object":
      return value === null ? "null" : writeObject(value, parent);
    default:
      return `${value as undefined}`;
  }
}

function quote(text: string): string {
  return text.length > MAX_STRING_CHARS
    ? `${jsonStringify(stringSlice(text, 0, MAX_STRING_CHARS))}… ${text.length - MAX_STRING_CHARS} more characters`
    : jsonStringify(text);
}

function writeFunction(value: object): string {
  const name = ownText(value, "name");
  const isClass = stringSlice(functionToString(value), 0, 5) === "class";
  return `[${isClass ? "class" : "Function"}${name === "" ? "" : `: ${name}`}]`;
}

function ownText(value: object, key: string): string {
  const own: unknown = getOwnPropertyDescriptor(value, key)?.value;
  return typeof own === "string" ? own : "";
}

function writeObject(value: object, parent: Ancestor | null): string {
  for (let ancestor = parent; ancestor !== null; ancestor = ancestor.parent) {
    if (ancestor.value === value) {
      return "[Circular]";
    }
  }
  const depth = parent === null ? 1 : parent.depth + 1;
  const here: Ancestor = { value, parent, depth };
  try {
    return writeContainer(value, here);
  } catch {
    return "[unreadable]";
  }
}

function writeContainer(value: object, here: Ancestor): string {
  if (value instanceof NativeError) {
    return writeError(value, here);
  }
  if (value instanceof NativeDate) {
    return dateGetTime(value) === dateGetTime(value) ? dateToISOString(value) : "Invalid Date";
  }
  if (value instanceof NativeRegExp) {
    return regExpToString(value);
  }
  if (value instanceof NativePromise) {
    return "Promise {}";
  }
  if (isArray(value)) {
    return writeArray(value, here);
  }
  if (typedArrayName(value) !== undefined) {
    return writeTypedArray(value, here);
  }
  if (value instanceof NativeArrayBuffer) {
    return `ArrayBuffer(${value.byteLength})`;
  }
  if (value instanceof NativeMap) {
    return writeMap(value, here);
  }
  if (value instanceof NativeSet) {
    return writeSet(value, here);
  }
  return writeMembers(value, here, prefixOf(value));
}

/** `Point ` for an instance of `Point`, nothing for a plain object. */
function prefixOf(value: object): string {
  const prototype = getPrototypeOf(value);
  if (prototype === ObjectPrototype) {
    return "";
  }
  if (prototype === null) {
    return "[null prototype] ";
  }
  const constructor: unknown = getOwnPropertyDescriptor(prototype, "constructor")?.value;
  const name = typeof constructor === "function" ? ownText(constructor, "name") : "";
  return `${name === "" ? stringSlice(objectToString(value), 8, -1) : name} `;
}

function writeError(error: Error, here: Ancestor): string {
  const raw = { name: `${error.name}`, message: `${error.message}`, site: undefined, isNative: false };
  const { name, message } = commonWords(raw);
  const headline = message === "" ? name : `${name}: ${message}`;
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  const body = newBody();
  if (typeof code === "string" || typeof code === "number") {
    add(body, "code", write(code, here));
  }
  const keys = objectKeys(error);
  for (let index = 0; index < keys.length && index < MAX_ITEMS; index += 1) {
    if (keys[index] !== "code" && keys[index] !== "cause") {
      add(body, keys[index], memberText(error, keys[index] as string, here));
    }
  }
  if (cause !== undefined) {
    add(body, "cause", write(cause, here));
  }
  return body.count === 0 ? `[${headline}]` : `[${headline}] ${wrap(body, "{", "}")}`;
}

function writeArray(value: readonly unknown[], here: Ancestor): string {
  if (here.depth > MAX_DEPTH) {
    return `[Array(${value.length})]`;
  }
  const body = newBody();
  const { length } = value;
  let holes = 0;
  let index = 0;
  for (; index < length && body.count < MAX_ITEMS && holes < 1000 && left.chars > 0; index += 1) {
    const descriptor = getOwnPropertyDescriptor(value, index);
    if (descriptor === undefined) {
      holes += 1;
    } else {
      addHoles(body, holes);
      holes = 0;
      add(body, undefined, descriptorText(descriptor, here));
    }
  }
  addHoles(body, holes);
  addRest(body, length - index);
  return wrap(body, "[", "]");
}

function addHoles(body: Body, holes: number): void {
  if (holes > 0) {
    add(body, undefined, `<${holes} empty>`);
  }
}

function addRest(body: Body, rest: number): void {
  if (rest > 0) {
    add(body, undefined, `… ${rest} more`);
  }
}

function writeTypedArray(value: object, here: Ancestor): string {
  const length = typedArrayLength(value);
  const body = newBody();
  const items = value as readonly unknown[];
  let index = 0;
  for (; index < length && index < MAX_ITEMS; index += 1) {
    add(body, undefined, write(items[index], here));
  }
  addRest(body, length - index);
  return `${typedArrayName(value) as string}(${length}) ${wrap(body, "[", "]")}`;
}

function writeMap(value: Map<unknown, unknown>, here: Ancestor): string {
  const size = mapSize(value);
  const body = newBody();
  if (here.depth <= MAX_DEPTH) {
    mapForEach(value, (item, key) => {
      if (body.count < MAX_ITEMS && left.chars > 0) {
        add(body, undefined, `${write(key, here)} => ${write(item, here)}`);
      }
    });
  }
  addRest(body, size - body.count);
  return `Map(${size}) ${wrap(body, "{", "}")}`;
}

function writeSet(value: Set<unknown>, here: Ancestor): string {
  const size = setSize(value);
  const body = newBody();
  if (here.depth <= MAX_DEPTH) {
    setForEach(value, (item) => {
      if (body.count < MAX_ITEMS && left.chars > 0) {
        add(body, undefined, write(item, here));
      }
    });
  }
  addRest(body, size - body.count);
  return `Set(${size}) ${wrap(body, "{", "}")}`;
}

function writeMembers(value: object, here: Ancestor, prefix: string): string {
  if (here.depth > MAX_DEPTH) {
    return `[${prefix === "" ? "Object" : stringSlice(prefix, 0, -1)}]`;
  }
  const keys = objectKeys(value);
  const body = newBody();
  let index = 0;
  for (; index < keys.length && index < MAX_ITEMS && left.chars > 0; index += 1) {
    const key = keys[index] as string;
    add(body, key, memberText(value, key, here));
  }
  addRest(body, keys.length - index);
  return prefix + wrap(body, "{", "}");
}

function memberText(value: object, key: string, here: Ancestor): string {
  const descriptor = getOwnPropertyDescriptor(value, key);
  return descriptor === undefined ? "undefined" : descriptorText(descriptor, here);
}

function descriptorText(descriptor: PropertyDescriptor, here: Ancestor): string {
  return descriptor.get === undefined && descriptor.set === undefined ? write(descriptor.value, here) : "[Getter]";
}
