import { describe } from "./describe.ts";
import { host } from "./host-port.ts";
import { limits } from "./limits.ts";
import {
  defineHidden,
  defineValue,
  global,
  jsonStringify,
  ObjectPrototype,
  objectCreate,
  toWellFormed,
} from "./primordials.ts";

/** Index in this list is the level on the wire; see `LOG_LEVELS` on the host's side. */
const METHODS = ["debug", "info", "log", "warn", "error"];
let loggedChars = 0;

/** Puts `console` into the world. Its methods need no receiver. */
export function installConsole(): void {
  const console = objectCreate(ObjectPrototype);
  for (let level = 0; level < METHODS.length; level += 1) {
    defineValue(console, METHODS[level] as string, createMethod(level));
  }
  defineValue(console, "trace", createMethod(0));
  defineHidden(global, "console", console);
}

function createMethod(level: number): (...values: unknown[]) => void {
  return (...values) => {
    if (loggedChars > limits.maxLogBytes) {
      return;
    }
    let line = "";
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index];
      line += (index === 0 ? "" : " ") + (typeof value === "string" ? value : describe(value));
    }
    loggedChars += line.length;
    host(`L${level}${jsonStringify(toWellFormed(line))}`);
  };
}
