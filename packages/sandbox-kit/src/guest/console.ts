import { describe } from "./describe.ts";
import { host } from "./host-port.ts";
import { limits } from "./limits.ts";
import {
  defineHidden,
  defineValue,
  global,
  jsonStringify,
  nativeLike,
  ObjectPrototype,
  objectCreate,
  toWellFormed,
} from "./primordials.ts";

/** Index in this list is the level on the wire; see `LOG_LEVELS` on the host's side. */
const METHODS = ["debug", "info", "log", "warn", "error"];
/** What was sent so far. The host counts again; this only saves it the trouble. */
const logged = { chars: 0, lines: 0 };

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
  const write = (...values: unknown[]): void => {
    if (logged.chars > limits.maxLogBytes || logged.lines > limits.maxLogLines) {
      return;
    }
    let line = "";
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index];
      line += (index === 0 ? "" : " ") + (typeof value === "string" ? value : describe(value));
    }
    writeLine(level, line);
  };
  return nativeLike(METHODS[level] as string, write);
}

function writeLine(level: number, line: string): void {
  logged.chars += line.length;
  logged.lines += 1;
  host(`L${level}${jsonStringify(toWellFormed(line))}`);
}
