import { isJsonObject } from "@postern/core";
import type { JsonObject, JsonValue } from "@postern/core";

const KEY = "x-mcp-header";
/** RFC 9110, section 5.6.2 */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/u;
const TYPES: ReadonlySet<unknown> = new Set(["string", "integer", "boolean"]);
/** Keywords whose values are data and no schemas. */
const DATA: ReadonlySet<string> = new Set(["default", "const", "enum", "examples", "required", KEY]);

interface Visit {
  readonly node: JsonValue;
  /** Reached by nothing but `properties`. */
  readonly isProperty: boolean;
}

/**
 * What is wrong with the parameters that a schema wants as HTTP headers: a client must not use such a tool over HTTP.
 * https://modelcontextprotocol.io/specification/2026-07-28/basic/transports#custom-headers
 */
export function headerFault(inputSchema: JsonObject): string | undefined {
  const names = new Set<string>();
  const waiting: Visit[] = below(inputSchema, true);
  if (KEY in inputSchema) {
    return `${KEY} stands at the root`;
  }
  for (let visit = waiting.pop(); visit !== undefined; visit = waiting.pop()) {
    const { node, isProperty } = visit;
    if (Array.isArray(node)) {
      waiting.push(...node.map((item: JsonValue) => ({ node: item, isProperty: false })));
    } else if (isJsonObject(node)) {
      const fault = KEY in node ? annotationFault(node, isProperty, names) : undefined;
      if (fault !== undefined) {
        return fault;
      }
      waiting.push(...below(node, isProperty));
    }
  }
  return undefined;
}

/** The subschemas of a schema. Those in `properties` of a property are properties too. */
function below(schema: JsonObject, isProperty: boolean): Visit[] {
  return Object.entries(schema).flatMap(([keyword, value]) => {
    if (DATA.has(keyword)) {
      return [];
    }
    const isMap =
      isJsonObject(value) && /^(?:properties|patternProperties|dependentSchemas|\$defs|definitions)$/u.test(keyword);
    const nodes = isMap ? Object.values(value) : [value];
    return nodes.map((node) => ({ node, isProperty: isProperty && keyword === "properties" }));
  });
}

function annotationFault(schema: JsonObject, isProperty: boolean, names: Set<string>): string | undefined {
  const { [KEY]: name, type } = schema;
  if (!isProperty) {
    return `${KEY} stands where a call's input cannot be read for it`;
  }
  if (typeof name !== "string" || !TOKEN.test(name)) {
    return `${KEY} is no name of an HTTP header`;
  }
  if (!TYPES.has(type)) {
    return `${KEY} stands at a parameter that is no string, integer or boolean`;
  }
  const lower = name.toLowerCase();
  if (names.has(lower)) {
    return `${KEY} names the header ${name} twice`;
  }
  names.add(lower);
  return undefined;
}
