import { dereference, type OutputUnit, type Schema, validate } from "@cfworker/json-schema";
import type { JsonSchema, JsonValue, ScriptValue } from "@postern/core";
import { guardSchema, type GuardedSchema, WorkExceeded } from "./schema-guard.ts";
import { toViolations, type Violation } from "./violation.ts";

/** Checks inputs against one schema. */
export interface InputCheck {
  /** What does not fit, most useful first. Empty where all fits or where the schema cannot tell. */
  violations(input: ScriptValue): readonly Violation[];
}

/** Subschemas applied per check: some tens of milliseconds at most. Beyond, the upstream is left to judge. */
const MAX_WORK = 50_000;
const MAX_INPUT_NODES = 50_000;

/**
 * A check against a schema of any dialect. It never throws and never fetches: a reference that leads nowhere, a keyword of
 * the wrong type or a pattern without a bound lets pass what it is about. Where a schema names its parts, what they are
 * relative to is easily misread, so only what does not fit with and without those names is told.
 */
export function createInputCheck(schema: JsonSchema): InputCheck {
  const named = compile(schema, true);
  const plain = named?.hasInnerIds === false ? undefined : compile(schema, false);
  const readings = [named, plain].filter((reading) => reading !== undefined);
  return {
    violations: (input) => {
      let found: readonly Violation[] = [];
      for (const reading of readings) {
        found = check(reading, input);
        if (found.length === 0) {
          return found;
        }
      }
      return found;
    },
  };
}

interface CompiledSchema extends GuardedSchema {
  readonly lookup: Record<string, Schema | boolean>;
}

/** `undefined` where the identifiers in the schema contradict each other; without them it may still be of use. */
function compile(schema: JsonSchema, keepsIds: boolean): CompiledSchema | undefined {
  const guarded = guardSchema(schema, { keepsIds });
  try {
    return { ...guarded, lookup: dereference(guarded.schema) };
  } catch {
    return undefined;
  }
}

function check(compiled: CompiledSchema, input: ScriptValue): readonly Violation[] {
  const measured = { nodes: 0, longestArray: 0 };
  const instance = toInstance(input, measured);
  if (measured.nodes > MAX_INPUT_NODES) {
    return [];
  }
  compiled.work.remaining = MAX_WORK;
  compiled.work.longestArray = measured.longestArray;
  let isExact = compiled.isExact;
  const lookup = new Proxy(compiled.lookup, {
    get(target, uri: string) {
      const known = target[uri];
      isExact &&= known !== undefined;
      return known ?? true;
    },
  });
  try {
    const { valid, errors } = validate(instance, compiled.schema, compiled.dialect, lookup, false);
    if (valid || (!isExact && errors.some(dependsOnExactness))) {
      return [];
    }
    compiled.work.remaining = Number.POSITIVE_INFINITY;
    return toViolations(errors, { ...compiled, instance });
  } catch (error) {
    if (error instanceof WorkExceeded || error instanceof RangeError) {
      return [];
    }
    throw error;
  }
}

/** With a part of the schema missing, what is to match once or not at all cannot be judged. */
function dependsOnExactness(error: OutputUnit): boolean {
  return /\/(?:not|oneOf|if|else|then|maxContains|unevaluated\w+)(?:\/|$)/u.test(error.keywordLocation);
}

/** The input as JSON: bytes stand as the text that they are sent as. */
function toInstance(value: ScriptValue, measured: { nodes: number; longestArray: number }): JsonValue {
  measured.nodes += 1;
  if (measured.nodes > MAX_INPUT_NODES || typeof value !== "object" || value === null) {
    return typeof value === "object" ? null : value;
  }
  if (value instanceof Uint8Array) {
    return "bytes";
  }
  if (isArray(value)) {
    measured.longestArray = Math.max(measured.longestArray, value.length);
    return value.map((item) => toInstance(item, measured));
  }
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, toInstance(member, measured)]));
}

function isArray(value: ScriptValue): value is readonly ScriptValue[] {
  return Array.isArray(value);
}
