import { isJsonObject } from "@postern/core";
import type { JsonSchema } from "@postern/core";
import { keywordOf } from "../schema/dialect.ts";
import type { Location, Resource, SchemaDocument } from "../schema/document.ts";
import { ANY_NODE, NEVER_NODE, nodeOf } from "./node.ts";
import type { Atom, DynamicScope, Node } from "./node.ts";

/** Makes the nodes of a document: equal schemas at equal places are one node, references are followed. */
export interface NodeSource {
  /** The document's own node. */
  readonly root: Node;
  /** The node of a schema that stands inside a location. */
  readonly child: (schema: JsonSchema, parent: Location, scope: DynamicScope) => Node;
  /** Where a reference leads; undefined where that is outside the document. */
  readonly reference: (reference: string, from: Location, scope: DynamicScope) => Node | undefined;
  /** Where a `$dynamicRef` leads. */
  readonly dynamicReference: (reference: string, from: Location, scope: DynamicScope) => Node | undefined;
  /** Whether a `$dynamicRef` was followed without keeping the scopes that it depends on. */
  readonly missedScopes: () => boolean;
  /** The name a reference gave the node. */
  readonly nameOf: (node: Node) => string | undefined;
}

const MAX_REFERENCE_HOPS = 64;
const EMPTY_SCOPE: DynamicScope = { key: "", anchors: new Map() };
/** Beside `$ref` these say nothing about values. */
const ANNOTATIONS = new Set(
  "$comment default deprecated description example examples readOnly title writeOnly".split(" "),
);

/** Makes the nodes of a document. Scopes are kept where asked for: hardly any document needs them. */
export function createNodeSource(document: SchemaDocument, keepsScopes: boolean): NodeSource {
  const names = new Map<string, string>();
  let hasDynamicReference = false;
  const enter = keepsScopes ? createScopes(document) : (): DynamicScope => EMPTY_SCOPE;

  function atom(location: Location, scope: DynamicScope): Atom {
    const entered = enter(scope, location.resource);
    return { kind: "schema", key: `${location.id}${entered.key}`, location, scope: entered };
  }

  /** Follows schemas that are a reference and nothing else. */
  function settle(start: Location, scope: DynamicScope): Node {
    let current = atom(start, scope);
    for (let hops = 0; hops < MAX_REFERENCE_HOPS && current.kind === "schema"; hops += 1) {
      const target = pureReference(current.location);
      const next = target === undefined ? undefined : document.resolve(target, current.location);
      if (target === undefined || next === undefined) {
        break;
      }
      current = atom(next, current.scope);
      remember(current.key, target);
    }
    return nodeOf(current);
  }

  function remember(key: string, reference: string): void {
    const name = decode(reference.slice(reference.search(/[^/#]*$/u))).replace(/\.json$/u, "");
    if (name !== "" && !names.has(key)) {
      names.set(key, name);
    }
  }

  function reference(text: string, from: Location, scope: DynamicScope): Node | undefined {
    const target = document.resolve(text, from);
    if (target === undefined) {
      return undefined;
    }
    remember(atom(target, scope).key, text);
    return constantNode(target.schema) ?? settle(target, scope);
  }

  function dynamicReference(text: string, from: Location, scope: DynamicScope): Node | undefined {
    hasDynamicReference = true;
    const target = document.resolve(text, from);
    const anchor = text.slice(text.indexOf("#") + 1);
    const isDynamic = target !== undefined && document.dynamicAnchors(target.resource).get(anchor)?.id === target.id;
    const outermost = isDynamic ? scope.anchors.get(anchor) : undefined;
    return outermost === undefined ? reference(text, from, scope) : settle(outermost, scope);
  }

  return {
    root: constantNode(document.root.schema) ?? settle(document.root, EMPTY_SCOPE),
    child: (schema, parent, scope) => constantNode(schema) ?? settle(document.locate(schema, parent), scope),
    reference,
    dynamicReference,
    missedScopes: () => hasDynamicReference && !keepsScopes,
    nameOf: (node) => names.get(node.key),
  };
}

/** Entering a resource adds its dynamic anchors to the scope, where no outer resource has them. */
function createScopes(document: SchemaDocument): (scope: DynamicScope, resource: Resource) => DynamicScope {
  const scopes = new Map<string, DynamicScope>();
  return (scope, resource) => {
    const added = [...document.dynamicAnchors(resource)].filter(([name]) => !scope.anchors.has(name));
    if (added.length === 0) {
      return scope;
    }
    const anchors = new Map([...scope.anchors, ...added].toSorted(([a], [b]) => (a < b ? -1 : 1)));
    const key = `{${[...anchors].map(([name, location]) => `${name}=${location.id}`).join(",")}}`;
    const known = scopes.get(key) ?? { key, anchors };
    scopes.set(key, known);
    return known;
  };
}

function constantNode(schema: JsonSchema): Node | undefined {
  if (typeof schema === "boolean") {
    return schema ? ANY_NODE : NEVER_NODE;
  }
  return Object.keys(schema).length === 0 ? ANY_NODE : undefined;
}

function pureReference({ schema, resource }: Location): string | undefined {
  const reference = isJsonObject(schema) ? keywordOf(schema, "$ref", resource.dialect) : undefined;
  if (typeof reference !== "string" || !isJsonObject(schema)) {
    return undefined;
  }
  const isAlone = Object.keys(schema).every((keyword) => keyword === "$ref" || ANNOTATIONS.has(keyword));
  return isAlone || (resource.ignoresRefSiblings && schema["nullable"] !== true) ? reference : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
