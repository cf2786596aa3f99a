import {
  defineValue,
  hasOwn,
  mapForEach,
  mapSize,
  NativeArray,
  objectCreate,
  objectKeys,
  setForEach,
  setSize,
} from "./primordials.ts";
import { refuse } from "./value-path.ts";
import type { Place } from "./value-path.ts";

/** A Map's entries as members. */
export function mapToObject(place: Place, map: Map<unknown, unknown>, key: string | number): object {
  const object = objectCreate(null);
  mapSize(map);
  mapForEach(map, (value, name) => {
    if (typeof name !== "string" && typeof name !== "number") {
      throw refuse(place, key, "a Map with a key that is neither a string nor a number; return [...map] instead");
    }
    defineValue(object, name, value);
  });
  return object;
}

/** A Set's values in order. */
export function setToArray(set: Set<unknown>): unknown[] {
  const array = new NativeArray<unknown>(setSize(set));
  let index = 0;
  setForEach(set, (value) => {
    defineValue(array, index, value);
    index += 1;
  });
  return array;
}

/** `{ name, message, ...own members, code, cause }`: what a reader of a collected error wants to know. */
export function errorToObject(error: Error): object {
  const object = objectCreate(null);
  defineValue(object, "name", `${error.name}`);
  defineValue(object, "message", `${error.message}`);
  const keys = objectKeys(error);
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] as string;
    defineValue(object, key, (error as unknown as Record<string, unknown>)[key]);
  }
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (typeof code === "string" && !hasOwn(object, "code")) {
    defineValue(object, "code", code);
  }
  if (cause !== undefined && !hasOwn(object, "cause")) {
    defineValue(object, "cause", cause);
  }
  return object;
}
