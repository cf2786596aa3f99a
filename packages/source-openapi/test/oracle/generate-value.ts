import { isJsonObject, type JsonObject, type JsonValue, type ScriptValue } from "@postern/core";
import { generateText, isBytes } from "./generate-text.ts";
import { mergeSchemas } from "./merge-schemas.ts";
import type { Random } from "./random.ts";

/** How much is generated: what is required only, or more. */
export interface Amount {
  /** The chance that an optional property is there. */
  readonly optional: number;
  /** Deeper than this only what is required is generated. */
  readonly depth: number;
}

/** After so many values only what is required is generated: some entities have hundreds of members that are entities. */
const MAX_VALUES = 200;
/** Deeper than this nothing is generated: the schema has no finite value. */
const MAX_DEPTH = 40;
/** Bytes that are base64, too: some documents say `format: byte` of bodies that are sent as they are. */
const BYTES = new TextEncoder().encode("UG9zdGVybg==");

/** A value that a JSON Schema accepts, as far as one can be made; references lead into the root. */
export function generateValue(root: JsonObject, random: Random, amount: Amount): ScriptValue {
  return new Generator(root, random, amount).value(root, 0);
}

class Generator {
  readonly #root: JsonObject;
  readonly #random: Random;
  readonly #amount: Amount;
  #made = 0;

  constructor(root: JsonObject, random: Random, amount: Amount) {
    this.#root = root;
    this.#random = random;
    this.#amount = amount;
  }

  value(schema: JsonValue | undefined, depth: number): ScriptValue {
    if (!isJsonObject(schema) || depth > MAX_DEPTH) {
      return "any";
    }
    this.#made += 1;
    const flat = this.#flat(schema, depth);
    if (isBytes(flat)) {
      return BYTES;
    }
    if ("const" in flat) {
      return flat["const"];
    }
    const { enum: values } = flat;
    if (Array.isArray(values)) {
      return this.#random.pick((values as readonly JsonValue[]).filter((value) => value !== null)) ?? null;
    }
    return this.#ofType(flat, depth);
  }

  /** References, `allOf` and one branch of `anyOf` and `oneOf`, merged into one schema. */
  #flat(schema: JsonObject, depth: number): JsonObject {
    let flat = schema;
    for (let round = 0; round < MAX_DEPTH; round += 1) {
      const { $ref, allOf, anyOf, oneOf, ...rest } = flat;
      const parts: JsonObject[] = [];
      if (typeof $ref === "string") {
        parts.push(this.#resolve($ref));
      }
      parts.push(...((allOf ?? []) as readonly JsonObject[]));
      for (const branches of [anyOf, oneOf]) {
        if (Array.isArray(branches)) {
          parts.push(this.#branch(branches as readonly JsonValue[], depth));
        }
      }
      if (parts.length === 0) {
        return flat;
      }
      flat = parts.filter(isJsonObject).reduce(mergeSchemas, rest);
    }
    return flat;
  }

  /** Deep down the first branch that does not go deeper; a null only where there is nothing else. */
  #branch(branches: readonly JsonValue[], depth: number): JsonObject {
    const candidates = branches.filter(isJsonObject).filter((branch) => branch["type"] !== "null");
    const texts = candidates.filter((branch) => this.#scalarType(branch) === "string");
    // In a URL every number is a text, too, and would fit both.
    if (texts.length > 0 && candidates.every((branch) => this.#scalarType(branch) !== undefined)) {
      return this.#random.pick(texts);
    }
    const shallow = candidates.filter((branch) => !("$ref" in branch) && branch["type"] !== "object");
    const choice = depth > this.#amount.depth && shallow.length > 0 ? shallow : candidates;
    return choice.length === 0 ? { type: "null" } : this.#random.pick(choice);
  }

  #scalarType(branch: JsonObject): string | undefined {
    const { type } = typeof branch["$ref"] === "string" ? this.#resolve(branch["$ref"]) : branch;
    return typeof type === "string" && /^(?:string|integer|number|boolean)$/u.test(type) ? type : undefined;
  }

  #ofType(schema: JsonObject, depth: number): ScriptValue {
    const { type } = schema;
    const types = (Array.isArray(type) ? type : [type]).filter((one) => one !== "null");
    const isNull = type === "null" || (Array.isArray(type) && types.length === 0);
    switch (isNull ? "null" : (types[0] ?? impliedType(schema))) {
      case "null":
        return null;
      case "boolean":
        return this.#random.next() < 0.5;
      case "integer":
      case "number":
        return this.#number(schema, types[0] === "integer");
      case "array":
        return this.#list(schema, depth);
      case "object":
        return this.#object(schema, depth);
      default:
        return generateText(schema, this.#random);
    }
  }

  #number(schema: JsonObject, isInteger: boolean): number {
    const step = typeof schema["multipleOf"] === "number" ? schema["multipleOf"] : isInteger ? 1 : 0.5;
    const above = numberOf(schema["exclusiveMinimum"]);
    const below = numberOf(schema["exclusiveMaximum"]);
    const from = Math.max(numberOf(schema["minimum"]) ?? -Infinity, above === undefined ? -Infinity : above + step / 2);
    const to = Math.min(numberOf(schema["maximum"]) ?? Infinity, below === undefined ? Infinity : below - step / 2);
    const start = Number.isFinite(from) ? from : Number.isFinite(to) ? Math.min(to, to - 20 * step) : 1;
    const end = Math.min(to, start + 20 * step);
    const first = Math.ceil(start / step);
    const last = Math.floor(end / step);
    return last < first ? start : this.#random.integer(first, last) * step;
  }

  #list(schema: JsonObject, depth: number): ScriptValue[] {
    const least = Number(schema["minItems"] ?? (depth > this.#amount.depth ? 0 : 1));
    const most = Number(schema["maxItems"] ?? least + 1);
    const length = Math.min(most, Math.max(least, this.#random.integer(least, Math.min(most, least + 1))));
    const prefix = (schema["prefixItems"] ?? []) as readonly JsonValue[];
    const items = Array.from({ length }, (_item, index) => this.value(prefix[index] ?? schema["items"], depth + 1));
    return schema["uniqueItems"] === true
      ? [...new Map(items.map((item) => [JSON.stringify(item), item])).values()]
      : items;
  }

  #object(schema: JsonObject, depth: number): ScriptValue {
    const properties = propertiesOf(schema);
    const required = new Set((schema["required"] ?? []) as readonly string[]);
    const isSparse = depth > this.#amount.depth || this.#made > MAX_VALUES;
    const chance = isSparse ? 0 : this.#amount.optional;
    const value: Record<string, ScriptValue> = {};
    for (const [name, property] of Object.entries(properties)) {
      if (required.has(name) || (!this.#isReadOnly(property, depth) && this.#random.next() < chance)) {
        value[name] = this.value(property, depth + 1);
      }
    }
    const more = schema["additionalProperties"] ?? true;
    for (const name of required) {
      value[name] ??= Object.hasOwn(properties, name) ? null : this.value(more, depth + 1);
    }
    const wantsMore = depth < 2 || (isJsonObject(more) && chance > 0);
    return this.#filled(value, schema, { least: Number(schema["minProperties"] ?? wantsMore), depth: depth + 1 });
  }

  #isReadOnly(property: JsonValue, depth: number): boolean {
    return isJsonObject(property) && this.#flat(property, depth)["readOnly"] === true;
  }

  /** With as many members as are wanted, where the schema lets there be more. */
  #filled(
    value: Record<string, ScriptValue>,
    schema: JsonObject,
    { least, depth }: { readonly least: number; readonly depth: number },
  ): ScriptValue {
    const properties = Object.entries(propertiesOf(schema));
    const more = schema["additionalProperties"] ?? true;
    const others = Array.from({ length: more === false ? 0 : least }, (_key, index) => [`key${index}`, more] as const);
    for (const [name, property] of [...properties, ...others]) {
      if (Object.keys(value).length < least && !Object.hasOwn(value, name)) {
        value[name] = this.value(property, depth);
      }
    }
    return value;
  }

  #resolve(reference: string): JsonObject {
    let target: JsonValue | undefined = this.#root;
    for (const token of reference.split("/").slice(1)) {
      const key = decodeURIComponent(token).replaceAll("~1", "/").replaceAll("~0", "~");
      target = isJsonObject(target) ? target[key] : undefined;
    }
    return isJsonObject(target) ? target : {};
  }
}

function propertiesOf(schema: JsonObject): JsonObject {
  return isJsonObject(schema["properties"]) ? schema["properties"] : {};
}

function impliedType(schema: JsonObject): string {
  if ("properties" in schema || "additionalProperties" in schema || "required" in schema) {
    return "object";
  }
  if ("items" in schema) {
    return "array";
  }
  return "minimum" in schema || "maximum" in schema ? "number" : "string";
}

function numberOf(value: JsonValue | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}
