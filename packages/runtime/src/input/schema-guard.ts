import { isJsonObject, type JsonObject, type JsonSchema, type JsonValue } from "@postern/core";
import { guardNamePattern, guardPattern } from "./pattern-guard.ts";

/** The dialects that the validator tells apart. */
type Dialect = "4" | "7" | "2019-09" | "2020-12";

/** What a check may still do. Shared by every subschema of a guarded schema. */
interface Work {
  /** Falls with every subschema that is applied. Below 0 the check ends with {@link WorkExceeded}. */
  remaining: number;
  /** Items of the longest array that is being checked. */
  longestArray: number;
}

/** A copy of a tool's schema that is safe to check against, whatever the upstream wrote. */
export interface GuardedSchema {
  readonly schema: JsonSchema;
  readonly dialect: Dialect;
  readonly work: Work;
  /** Something that could not be used was left out, so what `not`, `oneOf` and `if` say may be wrong. */
  readonly isExact: boolean;
  /** A subschema has a base for references of its own. */
  readonly hasInnerIds: boolean;
  /** The patterns as the upstream wrote them, by the subschema that has them. */
  readonly patterns: ReadonlyMap<object, string>;
}

/** Thrown while checking when the work is used up. */
export class WorkExceeded extends Error {}

const MAX_SCHEMA_NODES = 50_000;
const MAX_DEPTH = 200;
const MAX_NAME_PATTERNS = 50;
/** Equal items are looked for pair by pair. */
const MAX_UNIQUE_ITEMS = 1000;
const BASE_URI = "https://schema.invalid/";

const SCHEMAS = words(
  "additionalItems additionalProperties contains else if not propertyNames then unevaluatedItems unevaluatedProperties",
);
const SCHEMA_LISTS = words("allOf anyOf oneOf prefixItems");
const SCHEMA_MAPS = words("$defs definitions dependentSchemas properties");
const NUMBERS = words(
  "maxContains maxItems maxLength maxProperties maximum minContains minItems minLength minProperties minimum",
);
const TYPES = words("array boolean integer null number object string");
/** Said for people, or an instance and not a schema. */
const ANNOTATIONS = words(
  "$comment $schema $vocabulary contentEncoding contentMediaType default deprecated description example examples format readOnly title writeOnly",
);

/**
 * Copies a schema without what has no meaning or no bound: keywords of the wrong type, patterns that could take for ever,
 * and `format`, which annotates and does not assert (JSON Schema 2020-12 Validation, section 7.2.1). References stay
 * and are never fetched. Draft-07's and draft-04's spellings are understood where a schema names no dialect.
 */
export function guardSchema(schema: JsonSchema, options: { readonly keepsIds: boolean }): GuardedSchema {
  const guard = new SchemaGuard(dialectOf(schema), options.keepsIds);
  const copy = guard.copy(schema, 0);
  const { dialect, work, isExact, hasInnerIds, patterns } = guard;
  return { schema: copy, dialect, work, isExact, hasInnerIds, patterns };
}

function dialectOf(schema: JsonSchema): Dialect {
  const uri = isJsonObject(schema) ? schema["$schema"] : undefined;
  const name = typeof uri === "string" ? (/draft-0[34567]|2019-09/u.exec(uri)?.[0] ?? "") : "";
  if (name === "draft-03" || name === "draft-04") {
    return "4";
  }
  return name === "2019-09" ? name : name.startsWith("draft") ? "7" : "2020-12";
}

/** A keyword's value as the validator may see it; `undefined` to leave the keyword out. */
type Copier = (value: JsonValue, depth: number) => unknown;

/** A class for the state that one copy of one schema gathers. */
class SchemaGuard {
  readonly dialect: Dialect;
  readonly work: Work = { remaining: 0, longestArray: 0 };
  readonly patterns = new Map<object, string>();
  isExact = true;
  hasInnerIds = false;
  readonly #keepsIds: boolean;
  readonly #copiers: ReadonlyMap<string, Copier>;
  #nodes = 0;

  constructor(dialect: Dialect, keepsIds: boolean) {
    this.dialect = dialect;
    this.#keepsIds = keepsIds;
    this.#copiers = this.#createCopiers();
  }

  copy(schema: JsonValue, depth: number): JsonSchema {
    this.#nodes += 1;
    if (typeof schema === "boolean") {
      return schema;
    }
    if (!isJsonObject(schema) || depth > MAX_DEPTH || this.#nodes > MAX_SCHEMA_NODES) {
      return this.#drop(true);
    }
    this.hasInnerIds ||= depth > 0 && ("$id" in schema || (this.dialect === "4" && "id" in schema));
    const entries: [string, unknown][] = [];
    for (const [keyword, value] of Object.entries(this.#modernSpelling(schema))) {
      const copied = this.#keyword(keyword, value, depth + 1);
      if (copied !== undefined) {
        entries.push([keyword, copied]);
      }
    }
    const copy = Object.fromEntries(entries) as Record<string, JsonValue>;
    this.#namePatterns(schema["patternProperties"], copy, depth + 1);
    const { pattern } = schema;
    if (typeof pattern === "string" && "pattern" in copy) {
      this.patterns.set(copy, pattern);
    }
    return this.#counted(copy);
  }

  /** The keyword's value as the validator may see it; `undefined` to leave it out. */
  #keyword(keyword: string, value: JsonValue, depth: number): unknown {
    if (ANNOTATIONS.has(keyword) || keyword.startsWith("__")) {
      return undefined;
    }
    const copier = this.#copiers.get(keyword);
    if (copier !== undefined) {
      return copier(value, depth);
    }
    // A place that references may point to, such as `components`.
    return isJsonObject(value) ? this.copy(value, depth) : undefined;
  }

  /** How each keyword's value is copied. */
  #createCopiers(): ReadonlyMap<string, Copier> {
    const only = (isRight: (value: JsonValue) => boolean): Copier => {
      return (value) => (isRight(value) ? value : this.#drop(undefined));
    };
    const list: Copier = (value, depth) =>
      isArray(value) ? value.map((member) => this.copy(member, depth)) : this.#drop(undefined);
    const isExclusive = (value: JsonValue): boolean => typeof value === "number" || this.dialect === "4";
    const id: Copier = (value) => (this.#keepsIds && isUri(value) ? value : undefined);
    const groups: readonly (readonly [Iterable<string>, Copier])[] = [
      [SCHEMAS, (value, depth) => this.copy(value, depth)],
      [SCHEMA_LISTS, list],
      [SCHEMA_MAPS, (value, depth) => (isJsonObject(value) ? this.#map(value, depth) : this.#drop(undefined))],
      [NUMBERS, only((value) => typeof value === "number")],
      [["type"], only(isType)],
      [["const"], (value) => value],
      [["enum"], only(isArray)],
      [["required"], (value) => this.#strings(value)],
      [["multipleOf"], only((value) => typeof value === "number" && value > 0)],
      [["exclusiveMinimum", "exclusiveMaximum"], only(isExclusive)],
      [["items"], (value, depth) => (isArray(value) ? list(value, depth) : this.copy(value, depth))],
      [["dependentRequired", "dependencies"], (value, depth) => this.#dependencies(value, depth)],
      [["pattern"], (value) => (typeof value === "string" ? guardPattern(value) : undefined) ?? this.#drop(undefined)],
      [["patternProperties", "$dynamicAnchor"], () => undefined],
      [["uniqueItems", "$recursiveAnchor"], (value) => (value === true ? value : undefined)],
      [["$id"], id],
      [["id"], (value, depth) => (this.dialect === "4" ? id(value, depth) : undefined)],
      [["$ref"], only(isUri)],
      [["$anchor"], (value) => (typeof value === "string" ? value : undefined)],
      [["$recursiveRef"], (value) => (value === "#" ? value : undefined)],
      [["$dynamicRef"], () => this.#drop(undefined)],
    ];
    return new Map(
      groups.flatMap(([keywords, copier]) => Array.from(keywords, (keyword) => [keyword, copier] as const)),
    );
  }

  /** Older spellings where the dialect is a newer one: `items: []`, `exclusiveMinimum: true`, `$dynamicAnchor` as anchor. */
  #modernSpelling(schema: JsonObject): JsonObject {
    const modern: Record<string, JsonValue> = Object.fromEntries(Object.entries(schema));
    if (typeof schema["$dynamicAnchor"] === "string") {
      modern["$anchor"] ??= schema["$dynamicAnchor"];
    }
    if (this.dialect === "2020-12" && Array.isArray(schema["items"])) {
      modern["prefixItems"] ??= schema["items"];
      modern["items"] = schema["additionalItems"] ?? true;
    }
    if (this.dialect !== "4") {
      for (const [exclusive, inclusive] of [
        ["exclusiveMinimum", "minimum"],
        ["exclusiveMaximum", "maximum"],
      ] as const) {
        const limit = schema[inclusive];
        if (schema[exclusive] === true && typeof limit === "number") {
          modern[exclusive] = limit;
        } else if (typeof schema[exclusive] === "boolean") {
          delete modern[exclusive];
        }
      }
    }
    return modern;
  }

  #strings(value: JsonValue): JsonValue | undefined {
    return isArray(value) ? value.filter((member) => typeof member === "string") : this.#drop(undefined);
  }

  #map(value: JsonObject, depth: number): JsonObject {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, this.copy(member, depth)]));
  }

  #dependencies(value: JsonValue, depth: number): JsonObject | undefined {
    if (!isJsonObject(value)) {
      return this.#drop(undefined);
    }
    const copied = Object.entries(value).map(([name, member]): [string, JsonValue] => [
      name,
      Array.isArray(member) ? (this.#strings(member) ?? []) : this.copy(member, depth),
    ]);
    return Object.fromEntries(copied);
  }

  /** A name pattern left out takes with it what speaks of the names that no pattern matched. */
  #namePatterns(value: JsonValue | undefined, copy: Record<string, JsonValue>, depth: number): void {
    if (!isJsonObject(value)) {
      return;
    }
    const guarded = Object.entries(value).map(([pattern, member]) => [guardNamePattern(pattern), member] as const);
    const usable = guarded.filter((entry): entry is [string, JsonValue] => entry[0] !== undefined);
    if (usable.length < guarded.length || guarded.length > MAX_NAME_PATTERNS) {
      this.#drop(undefined);
      delete copy["additionalProperties"];
      delete copy["unevaluatedProperties"];
    }
    const kept = usable
      .slice(0, MAX_NAME_PATTERNS)
      .map(([pattern, member]) => [pattern, this.copy(member, depth)] as const);
    copy["patternProperties"] = Object.fromEntries(kept);
  }

  /** The validator reads `type` and `uniqueItems` of each subschema it applies: there the work is counted and bounded. */
  #counted(copy: Record<string, JsonValue>): JsonObject {
    const { work } = this;
    const { type } = copy;
    const isUnique = copy["uniqueItems"] === true;
    const cost = 1 + Object.values(copy).reduce<number>((sum, value) => sum + sizeOf(value), 0);
    Object.defineProperty(copy, "type", {
      get: () => {
        work.remaining -= cost;
        if (work.remaining < 0) {
          throw new WorkExceeded();
        }
        return type;
      },
    });
    if (isUnique) {
      Object.defineProperty(copy, "uniqueItems", { get: () => work.longestArray <= MAX_UNIQUE_ITEMS });
    }
    return copy;
  }

  #drop<Value>(value: Value): Value {
    this.isExact = false;
    return value;
  }
}

function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function isType(value: JsonValue): boolean {
  const types = isArray(value) ? value : [value];
  return types.length > 0 && types.every((type) => typeof type === "string" && TYPES.has(type));
}

function isUri(value: JsonValue): boolean {
  return typeof value === "string" && URL.canParse(value, BASE_URI);
}

function sizeOf(value: unknown): number {
  return typeof value === "object" && value !== null ? Object.keys(value).length : 0;
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(" "));
}
