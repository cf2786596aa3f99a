import { defineHidden, NativeError } from "./primordials.ts";

/** An error with a name of the web platform, where that throws a `DOMException`. */
export function createNamedError(name: string, message: string): Error {
  const error = new NativeError(message);
  defineHidden(error, "name", name);
  return error;
}
