import {
  type CatalogNamespace,
  type CatalogTool,
  compareCodeUnits,
  findTool,
  isIdentifier,
  isReservedMember,
  memberExpression,
  type Tool,
} from "@postern/core";
import type { ToolFace } from "./runtime-types.ts";

/** How faces are given. */
export interface FaceOptions {
  /** The whole namespace: what one of its tools is called already names no other. */
  readonly namespace: CatalogNamespace;
  readonly faceOf: (tool: CatalogTool) => ToolFace | undefined;
}

/** Tools as one client sees them, sorted by identifier. Those without a face of their own are the same objects. */
export function withFaces(tools: readonly CatalogTool[], { namespace, faceOf }: FaceOptions): readonly CatalogTool[] {
  const given = new Set<string>();
  const identifierOf = (tool: CatalogTool, wanted: string | undefined): string => {
    const isFree =
      wanted !== undefined &&
      isIdentifier(wanted) &&
      !isReservedMember(wanted) &&
      !given.has(wanted) &&
      findTool(namespace, wanted) === undefined;
    const identifier = isFree ? wanted : tool.identifier;
    given.add(identifier);
    return identifier;
  };
  const shown = tools.map((catalogTool): CatalogTool => {
    const face = faceOf(catalogTool);
    if (face === undefined) {
      return catalogTool;
    }
    const identifier = identifierOf(catalogTool, face.identifier);
    const expression = memberExpression(catalogTool.namespace, identifier);
    return { ...catalogTool, identifier, expression, tool: describedAs(catalogTool.tool, face.description) };
  });
  return shown.toSorted((a, b) => compareCodeUnits(a.identifier, b.identifier));
}

/** Its schemas may be getters that are costly to read. */
function describedAs(tool: Tool, description: string | undefined): Tool {
  if (description === undefined) {
    return tool;
  }
  const members = { ...Object.getOwnPropertyDescriptors(tool), description: { value: description, enumerable: true } };
  return Object.defineProperties({}, members) as Tool;
}
