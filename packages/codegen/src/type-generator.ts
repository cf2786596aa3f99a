import { isIdentifier, isJsonObject } from "@postern/core";
import type { CatalogNamespace, CatalogTool } from "@postern/core";
import type { DeclarationOptions, TypeGenerator, TypeGeneratorOptions } from "./options.ts";
import { quickType } from "./quick.ts";

/** Makes a generator. Nothing to dispose. */
export function createTypeGenerator(options: TypeGeneratorOptions = {}): TypeGenerator {
  return {
    signature: (tool) => `${tool.expression}${callType(tool, options)}`,
    declarations: (namespace, declarationOptions) => declareNamespace(namespace, declarationOptions ?? {}, options),
  };
}

function callType(tool: CatalogTool, options: TypeGeneratorOptions): string {
  const input = quickType(tool.tool.inputSchema, "unknown");
  const schema = isJsonObject(tool.tool.inputSchema) ? tool.tool.inputSchema : {};
  const isOptional = !Array.isArray(schema["required"]) || schema["required"].length === 0;
  const output = tool.tool.outputSchema ?? options.observedOutput?.(tool)?.schema ?? true;
  return `(input${isOptional ? "?" : ""}: ${input}): Promise<${quickType(output, "any")}>`;
}

function declareNamespace(
  namespace: Pick<CatalogNamespace, "name" | "tools">,
  declarationOptions: DeclarationOptions,
  options: TypeGeneratorOptions,
): string {
  const lines: string[] = [];
  for (const tool of declarationOptions.tools ?? namespace.tools) {
    const key = isIdentifier(tool.identifier) ? tool.identifier : JSON.stringify(tool.identifier);
    const description = tool.tool.description?.replaceAll("*/", "*\\/");
    if (description !== undefined && declarationOptions.detail !== "signature") {
      lines.push(`/** ${description} */`);
    }
    lines.push(`${key}${callType(tool, options)};`);
    if (declarationOptions.ownNames === true && tool.tool.name !== tool.identifier) {
      lines.push(`${JSON.stringify(tool.tool.name)}: (typeof ${namespace.name})[${JSON.stringify(tool.identifier)}];`);
    }
  }
  return `declare namespace ${namespace.name} {\ninterface Tools {\n${lines.join("\n")}\n}\n}\ndeclare const ${namespace.name}: ${namespace.name}.Tools;\n`;
}
