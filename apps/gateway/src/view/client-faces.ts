import type { CatalogTool } from "@postern/core";
import type { ToolFace } from "@postern/runtime";
import type { ClientEntry } from "../config/config-schema.ts";
import { toolNames } from "./client-filter.ts";

/** The other names and descriptions that a client's entry gives to tools. */
export function createClientFaces({ overrides = {} }: ClientEntry): (tool: CatalogTool) => ToolFace | undefined {
  const faces = new Map(
    Object.entries(overrides).map(([name, { alias, description }]) => [name, { identifier: alias, description }]),
  );
  return (tool) => {
    const name = toolNames(tool).find((candidate) => faces.has(candidate));
    return name === undefined ? undefined : faces.get(name);
  };
}
