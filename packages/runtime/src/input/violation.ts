import type { OutputUnit } from "@cfworker/json-schema";
import { type JsonSchema, type JsonValue, nearestNames } from "@postern/core";
import { describeSchema, describeValue } from "./describe-schema.ts";
import { asNode, locate, readPointer } from "./schema-location.ts";

/** One way in which an input does not fit. */
export interface Violation {
  /** `input.filter.state` */
  readonly path: string;
  readonly expected: string;
  readonly found: string;
}

/** What errors are explained with. */
export interface ViolationContext {
  readonly schema: JsonSchema;
  readonly lookup: Readonly<Record<string, unknown>>;
  readonly patterns: ReadonlyMap<object, string>;
  readonly instance: JsonValue;
}

const MAX_VIOLATIONS = 5;
/** These say only that something below does not fit. */
const CONTAINERS = new Set(
  "properties patternProperties additionalProperties unevaluatedProperties propertyNames items prefixItems additionalItems unevaluatedItems allOf if dependentSchemas $ref $recursiveRef".split(
    " ",
  ),
);

/** The errors that say what to change, each place once. */
export function toViolations(errors: readonly OutputUnit[], context: ViolationContext): readonly Violation[] {
  const violations = new Map<string, Violation>();
  for (const error of decisive(withLocations(errors))) {
    const violation = explain(error, context);
    if (!violations.has(violation.path)) {
      violations.set(violation.path, violation);
    }
    if (violations.size === MAX_VIOLATIONS) {
      break;
    }
  }
  return [...violations.values()];
}

/** The validator gives a `false` schema no location of its own; it follows the keyword that has it. */
function withLocations(errors: readonly OutputUnit[]): readonly OutputUnit[] {
  return errors.map((error, index) => {
    const location = `${errors[index - 1]?.keywordLocation ?? "#"}/false`;
    return error.keyword === "false" ? { ...error, keywordLocation: location } : error;
  });
}

/** Leaves, with each choice of alternatives reduced to itself or to what the likeliest alternative lacks. */
function decisive(errors: readonly OutputUnit[]): readonly OutputUnit[] {
  const leaves: OutputUnit[] = [];
  let index = 0;
  while (index < errors.length) {
    const error = errors[index];
    index += 1;
    if (error === undefined || CONTAINERS.has(error.keyword)) {
      continue;
    }
    if (error.keyword !== "anyOf" && error.keyword !== "oneOf") {
      leaves.push(error);
      continue;
    }
    const below: OutputUnit[] = [];
    while (errors[index]?.keywordLocation.startsWith(`${error.keywordLocation}/`) === true) {
      below.push(errors[index] ?? error);
      index += 1;
    }
    leaves.push(...likeliest(error, below));
  }
  return leaves;
}

/** The alternative that got furthest; where none got beyond its first look, the choice itself. */
function likeliest(choice: OutputUnit, below: readonly OutputUnit[]): readonly OutputUnit[] {
  const prefix = choice.keywordLocation.length + 1;
  const alternatives = Map.groupBy(below, (error) => error.keywordLocation.slice(prefix).split("/", 1)[0]);
  let best: readonly OutputUnit[] = [choice];
  let fewest = Number.POSITIVE_INFINITY;
  for (const errors of alternatives.values()) {
    const leaves = decisive(errors);
    const isAnotherKind = leaves.some(
      (leaf) =>
        (leaf.instanceLocation === choice.instanceLocation && /^(?:type|const|enum|false)$/u.test(leaf.keyword)) ||
        leaf.keyword === "const",
    );
    if (!isAnotherKind && leaves.length > 0 && leaves.length < fewest) {
      best = leaves;
      fewest = leaves.length;
    }
  }
  return best;
}

function explain(error: OutputUnit, context: ViolationContext): Violation {
  const pointer = readPointer(error.instanceLocation);
  const missing = missingName(error);
  const path = missing === undefined ? pointer : [...pointer, missing];
  const found = missing === undefined ? describeValue(valueAt(context.instance, pointer)) : "nothing";
  const schema = locate(context, error.keywordLocation);
  return {
    path: `input${path.map(member).join("")}`,
    expected: expectedBy(error, { schema, context, missing }),
    found,
  };
}

interface Explained {
  readonly schema: Readonly<Record<string, unknown>>;
  readonly context: ViolationContext;
  readonly missing: string | undefined;
}

function expectedBy(error: OutputUnit, { schema, context, missing }: Explained): string {
  switch (error.keyword) {
    case "required":
    case "dependentRequired":
    case "dependencies":
      return `${describeSchema(propertyOf(schema, missing ?? ""), context.lookup)} (required)`;
    case "false":
      return unknownMember(error, context);
    case "pattern":
      return `a string that matches /${context.patterns.get(schema) ?? ""}/`;
    case "oneOf": {
      const matches = /\((\d+) matches\)/u.exec(error.error)?.[1];
      const union = describeSchema(schema, context.lookup);
      return matches === "0" ? union : `exactly one of ${union}, and ${matches} fit`;
    }
    case "not":
      return "something else";
    case "uniqueItems":
      return "items that all differ";
    case "contains":
      return `an array with ${describeSchema(schema["contains"], context.lookup)}`;
    default:
      return describeSchema(schema, context.lookup);
  }
}

/** Of a member that may not be there: the nearest that may, or all of them. */
function unknownMember(error: OutputUnit, context: ViolationContext): string {
  const parent = locate(context, error.keywordLocation.replace(/\/false$/u, ""));
  const known = Object.keys(asNode(parent["properties"]));
  const name = readPointer(error.instanceLocation).at(-1) ?? "";
  const [nearest] = nearestNames(name, known, 1);
  if (nearest !== undefined) {
    return `no such property; did you mean "${nearest}"?`;
  }
  const names = known.slice(0, 12).map((candidate) => `"${candidate}"`);
  return names.length === 0 ? "nothing here" : `no such property; there are ${names.join(", ")}`;
}

function missingName(error: OutputUnit): string | undefined {
  const patterns = { required: /required property "(.*)"\.$/su, other: /does not have "(.*)"\.$/su };
  const pattern = error.keyword === "required" ? patterns.required : patterns.other;
  return /^(?:required|dependentRequired|dependencies)$/u.test(error.keyword)
    ? pattern.exec(error.error)?.[1]
    : undefined;
}

function propertyOf(schema: Readonly<Record<string, unknown>>, name: string): unknown {
  const properties = asNode(schema["properties"]);
  return Object.hasOwn(properties, name) ? properties[name] : true;
}

function valueAt(instance: JsonValue, pointer: readonly string[]): unknown {
  let value: unknown = instance;
  for (const segment of pointer) {
    const record = asNode(value);
    value = Object.hasOwn(record, segment) ? record[segment] : undefined;
  }
  return value;
}

function member(segment: string): string {
  if (/^\d+$/u.test(segment)) {
    return `[${segment}]`;
  }
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(segment) ? `.${segment}` : `[${JSON.stringify(segment)}]`;
}
