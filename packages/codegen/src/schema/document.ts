import { isJsonObject } from "@postern/core";
import type { JsonObject, JsonSchema, JsonValue } from "@postern/core";
import { dialectOf, ignoresRefSiblings, keywordOf } from "./dialect.ts";
import type { Dialect } from "./dialect.ts";
import { isSchema, subschemas } from "./subschemas.ts";

/** A schema with an identifier of its own, and what is inside it up to the next such schema. */
export interface Resource {
  readonly id: number;
  readonly uri: string;
  readonly root: JsonSchema;
  readonly dialect: Dialect;
  /** Keywords beside `$ref` say nothing. */
  readonly ignoresRefSiblings: boolean;
}

/** A schema and the resource that it stands in. */
export interface Location {
  readonly id: number;
  readonly schema: JsonSchema;
  readonly resource: Resource;
}

/** A schema document: finds what references point to, without ever fetching anything. */
export interface SchemaDocument {
  readonly root: Location;
  /** The location of a schema that stands directly inside `parent`. */
  locate(schema: JsonSchema, parent: Location): Location;
  /** What a reference points to; undefined where that is outside the document. */
  resolve(reference: string, from: Location): Location | undefined;
  /** The names that `$dynamicAnchor` gives in a resource. */
  dynamicAnchors(resource: Resource): ReadonlyMap<string, Location>;
}

const BASE_URI = "schema:///";
const MAX_INDEXED_SCHEMAS = 50_000;

interface Index {
  readonly resources: Map<string, Location>;
  readonly anchors: Map<string, Location>;
  readonly dynamicAnchors: Map<number, Map<string, Location>>;
}

/** Opens a schema as a document. Reads nothing before it is asked for. */
export function openDocument(schema: JsonSchema, dialect: Dialect = "mixed"): SchemaDocument {
  const known = new Map<JsonSchema, Location>();
  let resourceCount = 0;
  let locationCount = 0;
  let index: Index | undefined;

  function openResource(root: JsonSchema, uri: string, fallback: Dialect): Resource {
    const own = dialectOf(root, fallback);
    resourceCount += 1;
    return { id: resourceCount, uri, root, dialect: own, ignoresRefSiblings: ignoresRefSiblings(own, schema) };
  }

  function add(value: JsonSchema, resource: Resource): Location {
    locationCount += 1;
    const location = { id: locationCount, schema: value, resource };
    if (typeof value !== "boolean") {
      known.set(value, location);
    }
    return location;
  }

  function locate(value: JsonSchema, parent: Location): Location {
    const existing = known.get(value);
    if (existing !== undefined) {
      return existing;
    }
    const identifier = ownIdentifier(value, dialectOf(value, parent.resource.dialect), parent.resource);
    if (identifier === undefined) {
      return add(value, parent.resource);
    }
    const uri = withoutFragment(resolveUri(identifier, parent.resource.uri));
    return add(value, openResource(value, uri, parent.resource.dialect));
  }

  function openRoot(): Location {
    const provisional = openResource(schema, BASE_URI, dialect);
    const identifier = ownIdentifier(schema, provisional.dialect, provisional);
    const uri = identifier === undefined ? BASE_URI : withoutFragment(resolveUri(identifier, BASE_URI));
    return add(schema, { ...provisional, uri });
  }

  const root = openRoot();
  const indexed = (): Index => (index ??= createIndex(root, locate));

  function resolve(reference: string, from: Location): Location | undefined {
    const uri = resolveUri(reference, from.resource.uri);
    const base = withoutFragment(uri);
    const isHere = reference.startsWith("#") || base === from.resource.uri;
    const start = isHere ? locate(from.resource.root, from) : indexed().resources.get(base);
    const fragment = decodeFragment(uri.includes("#") ? uri.slice(uri.indexOf("#") + 1) : "");
    if (start === undefined || fragment === "") {
      return start;
    }
    if (fragment.startsWith("/")) {
      return followPointer(fragment, start, locate);
    }
    return indexed().anchors.get(anchorKey(start.resource, fragment));
  }

  return {
    root,
    locate,
    resolve,
    dynamicAnchors: (resource) => indexed().dynamicAnchors.get(resource.id) ?? new Map(),
  };
}

type Locate = (schema: JsonSchema, parent: Location) => Location;

function createIndex(root: Location, locate: Locate): Index {
  const index: Index = { resources: new Map(), anchors: new Map(), dynamicAnchors: new Map() };
  index.resources.set(root.resource.uri, root);
  const open: Location[] = [root];
  const seen = new Set<JsonSchema>();
  while (open.length > 0 && seen.size < MAX_INDEXED_SCHEMAS) {
    const location = open.pop();
    if (location === undefined || typeof location.schema === "boolean" || seen.has(location.schema)) {
      continue;
    }
    seen.add(location.schema);
    register(location, location.schema, index);
    for (const child of subschemas(location.schema)) {
      open.push(locate(child, location));
    }
  }
  return index;
}

function register(location: Location, schema: JsonObject, index: Index): void {
  const { resource } = location;
  if (resource.root === schema && !index.resources.has(resource.uri)) {
    index.resources.set(resource.uri, location);
  }
  const dynamic = keywordOf(schema, "$dynamicAnchor", resource.dialect);
  const legacy = resource.dialect.startsWith("20") ? undefined : (schema["$id"] ?? schema["id"]);
  const legacyAnchor = typeof legacy === "string" && legacy.startsWith("#") ? legacy.slice(1) : undefined;
  for (const anchor of [keywordOf(schema, "$anchor", resource.dialect), dynamic, legacyAnchor]) {
    if (typeof anchor === "string") {
      index.anchors.set(anchorKey(resource, anchor), location);
    }
  }
  const isRecursive = resource.root === schema && schema["$recursiveAnchor"] === true;
  const dynamicNames = [...(typeof dynamic === "string" ? [dynamic] : []), ...(isRecursive ? [""] : [])];
  if (dynamicNames.length > 0) {
    const names = index.dynamicAnchors.get(resource.id) ?? new Map<string, Location>();
    dynamicNames.forEach((name) => names.set(name, location));
    index.dynamicAnchors.set(resource.id, names);
  }
}

function anchorKey(resource: Resource, anchor: string): string {
  return `${resource.id}#${anchor}`;
}

/** The identifier that makes a schema a resource; a bare fragment does not. */
function ownIdentifier(schema: JsonSchema, dialect: Dialect, resource: Resource): string | undefined {
  if (typeof schema === "boolean" || ("$ref" in schema && resource.ignoresRefSiblings)) {
    return undefined;
  }
  const identifier = dialect === "draft-04" ? schema["id"] : keywordOf(schema, "$id", dialect);
  return typeof identifier === "string" && !identifier.startsWith("#") ? identifier : undefined;
}

/** RFC 6901, with every step taken through the schemas that have identifiers of their own. */
function followPointer(pointer: string, start: Location, locate: Locate): Location | undefined {
  let value: JsonValue | undefined = start.schema;
  let location = start;
  for (const raw of pointer.slice(1).split("/")) {
    const step = raw.replaceAll("~1", "/").replaceAll("~0", "~");
    const isList: boolean = Array.isArray(value) && /^\d+$/u.test(step);
    const isMember: boolean = isJsonObject(value) && Object.hasOwn(value, step);
    value = isList || isMember ? (value as JsonObject)[step] : undefined;
    if (value === undefined) {
      return undefined;
    }
    if (isJsonObject(value) && typeof value["$id"] === "string") {
      location = locate(value, location);
    }
  }
  return isSchema(value) ? locate(value, location) : undefined;
}

function resolveUri(reference: string, base: string): string {
  if (reference.startsWith("#")) {
    return `${base}${reference}`;
  }
  return URL.canParse(reference, base) ? new URL(reference, base).href : reference;
}

function withoutFragment(uri: string): string {
  return uri.includes("#") ? uri.slice(0, uri.indexOf("#")) : uri;
}

function decodeFragment(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
