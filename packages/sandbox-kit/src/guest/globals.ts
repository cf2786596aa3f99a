import { loadLibrary } from "./library.ts";
import { host } from "./host-port.ts";
import {
  defineProperty,
  defineHidden,
  defineValue,
  getOwnPropertyDescriptor,
  global,
  nativeLike,
  objectCreate,
  ObjectPrototype,
  reflectGet,
} from "./primordials.ts";

/** Globals that are loaded when a script first reads them, by the library that has them. */
const LAZY_GLOBALS = [
  ["URL", "url"],
  ["URLSearchParams", "url"],
  ["TextEncoder", "text"],
  ["TextDecoder", "text"],
  ["atob", "text"],
  ["btoa", "text"],
  ["structuredClone", "clone"],
] as const;

/** What engines have beyond the agreed world: shared memory, compiled code, and what is not the language's own. */
const REMOVED_GLOBALS = ["WebAssembly", "SharedArrayBuffer", "Atomics", "queueMicrotask", "gc"];

/** Puts the rest of the agreed world in place, and takes away what only some engines have. */
export function installGlobals(): void {
  for (let index = 0; index < REMOVED_GLOBALS.length; index += 1) {
    delete (global as Record<string, unknown>)[REMOVED_GLOBALS[index] as string];
  }
  for (let index = 0; index < LAZY_GLOBALS.length; index += 1) {
    const entry = LAZY_GLOBALS[index] as readonly [string, string];
    defineLazy(entry[0], entry[1]);
  }
  const crypto = objectCreate(ObjectPrototype);
  defineValue(
    crypto,
    "randomUUID",
    nativeLike("randomUUID", () => host("U")),
  );
  defineHidden(global, "crypto", crypto);
}

/** A global that replaces itself by its value when read, or by what a script assigns. */
function defineLazy(name: string, library: string): void {
  const descriptor = objectCreate(null) as PropertyDescriptor;
  descriptor.configurable = true;
  descriptor.enumerable = false;
  descriptor.get = () => {
    const value = reflectGet(loadLibrary(library) as object, name);
    replaceGlobal(name, value);
    return value;
  };
  descriptor.set = (value) => replaceGlobal(name, value);
  defineProperty(global, name, descriptor);
}

/** Does nothing where a script has frozen its globals. */
function replaceGlobal(name: string, value: unknown): void {
  if (getOwnPropertyDescriptor(global, name)?.configurable === true) {
    defineHidden(global, name, value);
  }
}
