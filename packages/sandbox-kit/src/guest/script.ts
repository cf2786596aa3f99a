import { encode } from "./encode.ts";
import { createOversize, OversizeError } from "./errors.ts";
import { failureText } from "./failure.ts";
import { host } from "./host-port.ts";
import { limits } from "./limits.ts";
import {
  AsyncFunction,
  defineHidden,
  functionToString,
  jsonParse,
  NativeSyntaxError,
  promiseThen,
} from "./primordials.ts";
import { seedRandom } from "./random.ts";

/** What the host sends to start a script. */
export interface StartMessage {
  readonly code: string;
  /** Name, and the number under which the driver keeps the list of members. */
  readonly namespaces: readonly (readonly [string, number])[];
  readonly maxArgumentBytes: number;
  readonly maxResultBytes: number;
  readonly maxLogBytes: number;
  readonly maxLogLines: number;
}

/** Runs the script and tells the host how it ended: `D` with the value, or `F` with the failure. */
export function runScript(text: string, install: (message: StartMessage) => void): void {
  const message = jsonParse(text) as StartMessage;
  limits.maxArgumentBytes = message.maxArgumentBytes;
  limits.maxResultBytes = message.maxResultBytes;
  limits.maxLogBytes = message.maxLogBytes;
  limits.maxLogLines = message.maxLogLines;
  seedRandom();
  install(message);
  const body = compile(message.code);
  if (body !== undefined) {
    const ended = body();
    // Without this a script could put its own `then` between its end and the host: SpeciesConstructor reads it.
    defineHidden(ended, "constructor", undefined);
    promiseThen(ended, complete, fail);
  }
}

/**
 * The script as a function. Its text is parsed as a function's body, so it cannot close the function around it; QuickJS
 * parses both as one text, so there the function's own source has to show it (ECMA-262, CreateDynamicFunction, step 15).
 */
function compile(code: string): (() => Promise<unknown>) | undefined {
  try {
    const body = `${code}\n//# sourceURL=script.js`;
    const compiled = new AsyncFunction(body);
    if (functionToString(compiled) !== `async function anonymous(\n) {\n${body}\n}`) {
      throw new NativeSyntaxError("Unexpected token '}'");
    }
    return compiled;
  } catch (error) {
    host(`F${failureText(error, "syntax")}`);
    return undefined;
  }
}

function complete(value: unknown): void {
  let wire: string;
  try {
    wire = encode(value, "value", limits.maxResultBytes);
  } catch (error) {
    fail(error instanceof OversizeError ? oversizeResult() : error);
    return;
  }
  host(`D${wire}`);
}

function oversizeResult(): Error {
  return createOversize(
    `The script's value is longer than ${limits.maxResultBytes} bytes as JSON; raise budget.maxResultBytes or return less.`,
  );
}

function fail(error: unknown): void {
  host(`F${failureText(error, "script")}`);
}
