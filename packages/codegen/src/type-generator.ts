import type { CatalogNamespace, CatalogTool } from "@postern/core";
import type { DeclarationOptions, TypeGenerator, TypeGeneratorOptions } from "./options.ts";
import { createInterner } from "./print/interner.ts";
import { namespaceBlock } from "./print/namespace-block.ts";
import { createReducer, WHOLE } from "./print/reduce-type.ts";
import type { Level } from "./print/reduce-type.ts";
import { callText } from "./print/tool-text.ts";
import { toolTypes } from "./tool-types.ts";
import type { ToolTypes } from "./tool-types.ts";

const SIGNATURE: Level = { descriptionChars: 0, hasConstraints: false, depth: 3 };

/** Makes a generator. Nothing to dispose. */
export function createTypeGenerator(options: TypeGeneratorOptions = {}): TypeGenerator {
  const interner = createInterner();
  const cache = new WeakMap<CatalogTool, ToolTypes>();

  function typesOf(tool: CatalogTool): ToolTypes {
    const known = cache.get(tool);
    if (known !== undefined) {
      return known;
    }
    const types = toolTypes(tool, options.observedOutput?.(tool), interner);
    cache.set(tool, types);
    return types;
  }

  function signature(tool: CatalogTool): string {
    const types = typesOf(tool);
    const input = createReducer(interner, SIGNATURE, "object")(types.input);
    const output = createReducer(interner, SIGNATURE, "any")(types.output);
    return `${tool.expression}${callText({ ...types, input, output }, new Map())}`;
  }

  function declarations(
    namespace: Pick<CatalogNamespace, "name" | "tools">,
    declarationOptions: DeclarationOptions = {},
  ): string {
    const tools = (declarationOptions.tools ?? namespace.tools).map(typesOf);
    const level = declarationOptions.detail === "signature" ? SIGNATURE : WHOLE;
    const hasOwnNames = declarationOptions.ownNames === true;
    return namespaceBlock({ name: namespace.name, tools, level, omitted: 0, hasOwnNames }, interner);
  }

  return { signature, declarations };
}
