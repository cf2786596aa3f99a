import { base64ToBytes } from "./base64.ts";
import { isEscapable } from "./escaped-key.ts";
import {
  defineValue,
  isArray,
  jsonParse,
  NativeUint8Array,
  objectCreate,
  objectKeys,
  ObjectPrototype,
  stringSlice,
} from "./primordials.ts";

/** Reads wire text that the host wrote; see `encode`. Empty text is `undefined`. */
export function decode(wire: string): unknown {
  if (wire === "") {
    return undefined;
  }
  const value = jsonParse(stringSlice(wire, 1));
  return wire[0] === "B" ? revive(value) : value;
}

/** Turns `{"@b": base64}` into bytes and takes one `@` from escaped keys. */
function revive(value: unknown): unknown {
  if (typeof value !== "object" || value === null) {
    return value;
  }
  if (isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      defineValue(value, index, revive(value[index]));
    }
    return value;
  }
  const keys = objectKeys(value);
  const members = value as Record<string, unknown>;
  if (keys.length === 1) {
    const key = keys[0] as string;
    if (key === "@b") {
      return base64ToBytes(members[key] as string) ?? new NativeUint8Array(0);
    }
    if (isEscapable(key)) {
      const object = objectCreate(ObjectPrototype);
      defineValue(object, stringSlice(key, 1), revive(members[key]));
      return object;
    }
  }
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] as string;
    defineValue(value, key, revive(members[key]));
  }
  return value;
}
