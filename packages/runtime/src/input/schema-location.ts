/** A schema and where its references lead. */
export interface SchemaGraph {
  readonly schema: unknown;
  readonly lookup: Readonly<Record<string, unknown>>;
}

type Node = Readonly<Record<string, unknown>>;

/** The subschema whose keyword a location of the validator names: `#/properties/a/$ref/type` is about what `a` refers to. */
export function locate(graph: SchemaGraph, keywordLocation: string): Node {
  let node: unknown = graph.schema;
  for (const segment of readPointer(keywordLocation).slice(0, -1)) {
    const record = asNode(node);
    if (segment === "$ref") {
      node = resolve(record, graph.lookup);
    } else if (segment !== "$recursiveRef") {
      node = Object.hasOwn(record, segment) ? record[segment] : undefined;
    }
  }
  return asNode(node);
}

/** What a subschema refers to, where it does and that exists. */
export function resolve(node: unknown, lookup: Readonly<Record<string, unknown>>): unknown {
  const uri = asNode(node)["__absolute_ref__"];
  return typeof uri === "string" ? lookup[uri] : undefined;
}

/** The object, or an empty one for anything else. */
export function asNode(value: unknown): Node {
  return typeof value === "object" && value !== null ? (value as Node) : {};
}

/** The segments of `#/a/b` as the validator writes it: a JSON pointer in a URI fragment (RFC 6901, section 6). */
export function readPointer(pointer: string): readonly string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((segment) => decode(segment).replaceAll("~1", "/").replaceAll("~0", "~"));
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
