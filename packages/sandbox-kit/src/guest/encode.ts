import { bytesToBase64 } from "./base64.ts";
import { errorToObject, mapToObject, setToArray } from "./conversions.ts";
import { OversizeError } from "./errors.ts";
import { isEscapable } from "./escaped-key.ts";
import {
  arrayBufferByteLength,
  dateGetTime,
  dateToISOString,
  defineValue,
  getPrototypeOf,
  isArray,
  isFiniteNumber,
  jsonStringify,
  NativeArrayBuffer,
  NativeDate,
  NativeError,
  NativeMap,
  NativePromise,
  NativeRegExp,
  NativeSet,
  NativeUint8Array,
  objectCreate,
  objectKeys,
  ObjectPrototype,
  objectToString,
  reflectApply,
  typedArrayName,
} from "./primordials.ts";
import { MAX_DEPTH, refuse, refuseDepth } from "./value-path.ts";
import type { Frame, Place } from "./value-path.ts";

/** What a written text needs to be read back. */
interface Writer extends Place {
  text: string;
  hasBytes: boolean;
  readonly maxChars: number;
}

/**
 * Writes a value as wire text: a letter (`J` for plain JSON, `B` where bytes or escaped keys are inside) and JSON. What
 * `undefined` is at the root becomes an empty text.
 */
export function encode(value: unknown, root: string, maxBytes: number): string {
  if (value === undefined) {
    return "";
  }
  const writer: Writer = { text: "", hasBytes: false, maxChars: maxBytes, root, frame: null };
  writeValue(writer, value, "");
  while (writer.frame !== null) {
    writeNext(writer, writer.frame);
    if (writer.text.length > writer.maxChars) {
      throw new OversizeError();
    }
  }
  return (writer.hasBytes ? "B" : "J") + writer.text;
}

/** Writes the next member of the innermost container, or closes it. */
function writeNext(writer: Writer, frame: Frame): void {
  const { keys, container, index } = frame;
  if (index >= frame.length) {
    writer.text += keys === null ? "]" : "}";
    writer.frame = frame.parent;
    return;
  }
  frame.index = index + 1;
  if (keys === null) {
    if (index > 0) {
      writer.text += ",";
    }
    const item = (container as readonly unknown[])[index];
    writeValue(writer, item === undefined ? null : item, index);
    return;
  }
  const key = keys[index] as string;
  const member = unwrap((container as Record<string, unknown>)[key], key);
  if (member === undefined) {
    return;
  }
  writer.text += (frame.isEmpty ? "" : ",") + jsonStringify(key) + ":";
  frame.isEmpty = false;
  writeUnwrapped(writer, member, key);
}

function writeValue(writer: Writer, value: unknown, key: string | number): void {
  const unwrapped = unwrap(value, key);
  writeUnwrapped(writer, unwrapped === undefined && writer.frame !== null ? null : unwrapped, key);
}

/** What `JSON.stringify` does first: asks an object for its own JSON form. */
function unwrap(value: unknown, key: string | number): unknown {
  if (typeof value !== "object" || value === null || value instanceof NativeDate) {
    return value;
  }
  const toJson = (value as { toJSON?: unknown }).toJSON;
  return typeof toJson === "function" ? reflectApply(toJson, value, [`${key}`]) : value;
}

function writeUnwrapped(writer: Writer, value: unknown, key: string | number): void {
  switch (typeof value) {
    case "string":
      writer.text += jsonStringify(value);
      return;
    case "boolean":
      writer.text += value ? "true" : "false";
      return;
    case "number":
      if (!isFiniteNumber(value)) {
        throw refuse(writer, key, `${value}`);
      }
      writer.text += jsonStringify(value);
      return;
    case "object":
      if (value === null) {
        writer.text += "null";
      } else {
        writeObject(writer, value, key);
      }
      return;
    case "undefined":
      // Only a `toJSON` of the root can get here: `JSON.stringify` answers undefined too.
      writer.text += "null";
      return;
    case "bigint":
      throw refuse(writer, key, "a BigInt; turn it into a string or a number");
    case "symbol":
      throw refuse(writer, key, "a symbol");
    default:
      throw refuse(writer, key, "a function");
  }
}

function writeObject(writer: Writer, value: object, key: string | number): void {
  if (isArray(value)) {
    pushFrame(writer, value);
    return;
  }
  const prototype = getPrototypeOf(value);
  if (prototype === ObjectPrototype || prototype === null) {
    pushFrame(writer, value);
    return;
  }
  writeSpecial(writer, value, key);
}

/** Instances of classes: the language's own ones have a meaning or none, others count as their own members. */
function writeSpecial(writer: Writer, value: object, key: string | number): void {
  const viewName = typedArrayName(value);
  if (viewName !== undefined || value instanceof NativeArrayBuffer) {
    writeBytes(writer, value, key);
  } else if (value instanceof NativeDate) {
    if (dateGetTime(value) !== dateGetTime(value)) {
      throw refuse(writer, key, "an invalid Date");
    }
    writer.text += jsonStringify(dateToISOString(value));
  } else if (value instanceof NativeMap) {
    pushFrame(writer, mapToObject(writer, value, key));
  } else if (value instanceof NativeSet) {
    pushFrame(writer, setToArray(value));
  } else if (value instanceof NativeError) {
    pushFrame(writer, errorToObject(value));
  } else if (value instanceof NativePromise) {
    throw refuse(writer, key, "a Promise; await it first");
  } else if (value instanceof NativeRegExp) {
    throw refuse(writer, key, "a RegExp; use its source");
  } else {
    writeOtherInstance(writer, value, key);
  }
}

function writeOtherInstance(writer: Writer, value: object, key: string | number): void {
  const tag = objectToString(value);
  switch (tag) {
    case "[object Number]":
    case "[object String]":
    case "[object Boolean]":
      writeUnwrapped(writer, (value as { valueOf(): unknown }).valueOf(), key);
      return;
    case "[object WeakMap]":
    case "[object WeakSet]":
    case "[object WeakRef]":
    case "[object DataView]":
    case "[object SharedArrayBuffer]":
    case "[object Generator]":
    case "[object AsyncGenerator]":
      throw refuse(writer, key, `a ${tag.slice(8, -1)}`);
    default:
      pushFrame(writer, value);
  }
}

function writeBytes(writer: Writer, value: object, key: string | number): void {
  const viewName = typedArrayName(value);
  if (viewName !== undefined && viewName !== "Uint8Array") {
    throw refuse(writer, key, `a ${viewName}; only Uint8Array and ArrayBuffer cross as bytes`);
  }
  const bytes = viewName === undefined ? new NativeUint8Array(value as ArrayBuffer) : (value as Uint8Array);
  if (viewName === undefined) {
    // Throws where `value` only inherits from ArrayBuffer.prototype.
    arrayBufferByteLength(value);
  }
  writer.hasBytes = true;
  writer.text += `{"@b":"${bytesToBase64(bytes)}"}`;
}

function pushFrame(writer: Writer, container: object): void {
  const depth = writer.frame === null ? 1 : writer.frame.depth + 1;
  if (depth > MAX_DEPTH) {
    throw refuseDepth(writer, container);
  }
  const array = isArray(container);
  const keys = array ? null : objectKeys(container);
  const length = keys === null ? (container as readonly unknown[]).length : keys.length;
  if (keys !== null && length === 1 && isEscapable(keys[0] as string)) {
    // `{"@b": …}` means bytes, so an object that looks like it gets one more `@`.
    const escaped = objectCreate(null);
    defineValue(escaped, `@${keys[0] as string}`, (container as Record<string, unknown>)[keys[0] as string]);
    writer.hasBytes = true;
    writer.frame = {
      parent: writer.frame,
      container: escaped,
      keys: objectKeys(escaped),
      length: 1,
      depth,
      index: 0,
      isEmpty: true,
    };
    writer.text += "{";
    return;
  }
  writer.text += array ? "[" : "{";
  writer.frame = { parent: writer.frame, container, keys, length, depth, index: 0, isEmpty: true };
}
