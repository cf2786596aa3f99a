import { isJsonObject, PosternError, type JsonObject, type JsonValue } from "@postern/core";
import { GRAMMAR, type Kind, type Shape } from "./grammar.ts";
import { pointerTokens, valueAt } from "./pointer.ts";

/** Nodes a lean document may have. The largest public document has under two million; aliases can make any number. */
const MAX_NODES = 20_000_000;
const MAX_DEPTH = 400;
/** Longer examples tell a model little and cost much. */
const MAX_EXAMPLE_CHARS = 200;

/** What came of a pass: a document, or the files that have to be read before there is one. */
export interface LeanPass {
  readonly document: JsonObject;
  /** Absolute URIs of files that references need and that were not given. */
  readonly missing: ReadonlySet<string>;
  /** References that lead nowhere. */
  readonly problems: readonly string[];
}

interface Place {
  /** The file that the node is written in. */
  readonly uri: string;
  readonly depth: number;
  /** The targets of the references that led here and were put in place. */
  readonly trail: readonly string[];
}

/**
 * Rewrites a document to what calling its operations needs, as one file: references into other files, and to places that
 * an upgrade would move, become named schemas or are put in place. References to components stay.
 */
export function leanDocument(rootUri: string, files: ReadonlyMap<string, JsonValue>): LeanPass {
  const root = files.get(rootUri);
  if (!isJsonObject(root)) {
    throw new PosternError("SOURCE_UNAVAILABLE", "The document is no object.");
  }
  const pass = new LeaningPass(rootUri, root, files);
  const document = pass.run();
  return { document, missing: pass.missing, problems: pass.problems };
}

class LeaningPass {
  readonly missing = new Set<string>();
  readonly problems: string[] = [];
  readonly #rootUri: string;
  readonly #root: JsonObject;
  readonly #files: ReadonlyMap<string, JsonValue>;
  readonly #hoistedNames = new Map<string, string>();
  readonly #hoisted: Record<string, JsonValue> = {};
  readonly #takenNames: Set<string>;
  readonly #isSwagger2: boolean;
  #nodes = 0;

  constructor(rootUri: string, root: JsonObject, files: ReadonlyMap<string, JsonValue>) {
    this.#rootUri = rootUri;
    this.#root = root;
    this.#files = files;
    this.#isSwagger2 = root["swagger"] !== undefined;
    const named = this.#isSwagger2 ? root["definitions"] : valueAt(root, ["components", "schemas"]);
    this.#takenNames = new Set(isJsonObject(named) ? Object.keys(named) : []);
  }

  run(): JsonObject {
    const place = { uri: this.#rootUri, depth: 0, trail: [] };
    const lean = { ...this.#object(this.#root, "document", place) };
    if (this.#isSwagger2) {
      lean["definitions"] = { ...(lean["definitions"] as JsonObject | undefined), ...this.#hoisted };
      return lean;
    }
    const components = (lean["components"] ?? {}) as JsonObject;
    const schemas = { ...(components["schemas"] as JsonObject | undefined), ...this.#hoisted };
    return { ...lean, components: { ...components, schemas } };
  }

  #node(value: JsonValue, kind: Kind, place: Place): JsonValue | undefined {
    this.#count(place);
    if (!isJsonObject(value)) {
      return kind === "schema" && typeof value === "boolean" ? value : undefined;
    }
    const reference = value["$ref"];
    return typeof reference === "string" ? this.#reference(value, kind, place) : this.#object(value, kind, place);
  }

  #object(value: JsonObject, kind: Kind, place: Place): JsonObject {
    const members = GRAMMAR[kind];
    const lean: Record<string, JsonValue> = {};
    for (const [key, member] of Object.entries(value)) {
      const shape = Object.hasOwn(members, key) ? members[key] : undefined;
      const kept = shape === undefined ? keptKeyword(kind, key, member) : this.#shaped(member, shape, place);
      if (kept !== undefined && key !== "__proto__") {
        lean[key] = kept;
      }
    }
    return lean;
  }

  #shaped(value: JsonValue, shape: Shape, place: Place): JsonValue | undefined {
    const inside = { ...place, depth: place.depth + 1 };
    if ("data" in shape) {
      return value;
    }
    if ("one" in shape) {
      // `items` was a list before 2020-12; `additionalProperties` and the like may be booleans.
      return Array.isArray(value)
        ? this.#list(value as readonly JsonValue[], shape.one, inside)
        : this.#node(value, shape.one, inside);
    }
    if ("list" in shape) {
      return Array.isArray(value) ? this.#list(value as readonly JsonValue[], shape.list, inside) : undefined;
    }
    return isJsonObject(value) ? this.#map(value, shape.map, inside) : undefined;
  }

  #list(values: readonly JsonValue[], kind: Kind, place: Place): JsonValue[] {
    return values.map((value) => this.#node(value, kind, place)).filter((value) => value !== undefined);
  }

  #map(values: JsonObject, kind: Kind, place: Place): JsonObject {
    // A map may be one reference to a map in another file.
    const target = typeof values["$ref"] === "string" ? this.#resolve(values["$ref"], place) : undefined;
    const map = target === undefined ? values : target.value;
    const inside = target === undefined ? place : { ...place, ...target.place };
    const lean: Record<string, JsonValue> = {};
    for (const [name, value] of Object.entries(isJsonObject(map) ? map : {})) {
      const isExtension = kind !== "schema" && name.startsWith("x-");
      const node = isExtension || name === "__proto__" ? undefined : this.#node(value, kind, inside);
      if (node !== undefined) {
        lean[name] = node;
      }
    }
    return lean;
  }

  #reference(value: JsonObject, kind: Kind, place: Place): JsonValue | undefined {
    const { $ref, ...siblings } = value;
    const reference = typeof $ref === "string" ? $ref : "";
    const isInRoot = place.uri === this.#rootUri;
    if (reference === "#" || (isInRoot && isComponentReference(reference, this.#isSwagger2))) {
      return kind === "schema" ? { ...this.#object(siblings, kind, place), $ref: reference } : { $ref: reference };
    }
    const target = this.#resolve(reference, place);
    if (target === undefined) {
      return kind === "schema" ? this.#object(siblings, kind, place) : undefined;
    }
    const { key } = target;
    if (
      key.startsWith(`${this.#rootUri}#`) &&
      isComponentReference(key.slice(this.#rootUri.length), this.#isSwagger2)
    ) {
      return { $ref: key.slice(this.#rootUri.length) };
    }
    if (kind === "schema") {
      return { ...this.#object(siblings, kind, place), $ref: this.#hoist(target) };
    }
    if (place.trail.includes(key)) {
      this.#problem(`${reference} refers to itself.`);
      return undefined;
    }
    const inlined = this.#node(target.value, kind, {
      uri: target.place.uri,
      depth: place.depth + 1,
      trail: [...place.trail, key],
    });
    return kind === "pathItem" && isJsonObject(inlined)
      ? { ...inlined, ...this.#object(siblings, kind, place) }
      : inlined;
  }

  #hoist(target: Target): string {
    const section = this.#isSwagger2 ? "#/definitions/" : "#/components/schemas/";
    const known = this.#hoistedNames.get(target.key);
    if (known !== undefined) {
      return section + known;
    }
    const name = freshName(target.key, this.#takenNames);
    this.#takenNames.add(name);
    this.#hoistedNames.set(target.key, name);
    this.#hoisted[name] = true;
    this.#hoisted[name] = this.#node(target.value, "schema", { uri: target.place.uri, depth: 0, trail: [] }) ?? true;
    return section + name;
  }

  #resolve(reference: string, place: Place): Target | undefined {
    const [file = "", fragment = ""] = reference.split("#", 2);
    const uri = file === "" ? place.uri : absoluteUri(file, place.uri);
    const content = uri === undefined ? undefined : this.#files.get(uri);
    if (uri === undefined || content === undefined) {
      if (uri === undefined) {
        this.#problem(`${reference} is no URI.`);
      } else {
        this.missing.add(uri);
      }
      return undefined;
    }
    const value = valueAt(content, pointerTokens(fragment));
    if (value === undefined) {
      this.#problem(`${reference} leads nowhere.`);
      return undefined;
    }
    return { value, key: `${uri}#${fragment}`, place: { uri } };
  }

  #count(place: Place): void {
    this.#nodes += 1;
    if (this.#nodes > MAX_NODES || place.depth > MAX_DEPTH) {
      const limit = place.depth > MAX_DEPTH ? `${MAX_DEPTH} levels` : `${MAX_NODES} nodes`;
      throw new PosternError("SOURCE_UNAVAILABLE", `The document has more than ${limit}.`);
    }
  }

  #problem(text: string): void {
    if (!this.problems.includes(text)) {
      this.problems.push(text);
    }
  }
}

interface Target {
  readonly value: JsonValue;
  readonly key: string;
  readonly place: { readonly uri: string };
}

const COMPONENTS_3 = /^#\/components\/(?:schemas|parameters|responses|requestBodies|headers|pathItems)\/[^/]+$/u;
const COMPONENTS_2 = /^#\/(?:definitions|parameters|responses)\/[^/]+$/u;

function isComponentReference(reference: string, isSwagger2: boolean): boolean {
  return (isSwagger2 ? COMPONENTS_2 : COMPONENTS_3).test(reference);
}

/** Annotations that no one reads here; extensions are dropped too, but for 2.0's way to say nullable. */
const DROPPED_KEYWORDS: ReadonlySet<string> = new Set(["externalDocs", "xml", "discriminator", "$comment"]);

function keptKeyword(kind: Kind, key: string, value: JsonValue): JsonValue | undefined {
  if (kind !== "schema" || DROPPED_KEYWORDS.has(key) || (key.startsWith("x-") && key !== "x-nullable")) {
    return undefined;
  }
  const isExample = key === "example" || key === "examples";
  return isExample && JSON.stringify(value).length > MAX_EXAMPLE_CHARS ? undefined : value;
}

function absoluteUri(reference: string, base: string): string | undefined {
  return URL.canParse(reference, base) ? new URL(reference, base).href : undefined;
}

/** A component's name out of a reference's last part that says anything: `models/user.yml` is `user`. */
function freshName(key: string, taken: ReadonlySet<string>): string {
  const parts = decodeURI(key)
    .split(/[/#]/u)
    .filter((part) => !/^(?:\d*|schema|items|content|application~1json|properties|allOf|oneOf|anyOf)$/u.test(part));
  const stem = (parts.at(-1) ?? "schema").replace(/\.(?:ya?ml|json)$/u, "").replace(/[^\w.-]+/gu, "_");
  let name = stem;
  for (let count = 2; taken.has(name); count += 1) {
    name = `${stem}_${count}`;
  }
  return name;
}
