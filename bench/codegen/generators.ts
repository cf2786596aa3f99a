import { registerHooks } from "node:module";
import { createTypeGenerator, schemaToTypeScript } from "../../packages/codegen/src/index.ts";
import type { Dialect } from "../../packages/codegen/src/index.ts";
import type { CatalogNamespace, JsonSchema, Tool } from "../../packages/core/src/index.ts";

/** A generator under test. */
export interface Generator {
  readonly name: string;
  /** Declarations of one schema, with a type named `Root`. */
  readonly schemaType: (schema: unknown, draft: string) => string | Promise<string>;
  /** Declarations of all tools of a server. */
  readonly declarations: (namespace: CatalogNamespace) => string | Promise<string>;
}

const DIALECTS: Readonly<Record<string, Dialect>> = { draft7: "draft-07", "draft2020-12": "2020-12" };

/** Every generator, made anew: none has seen a schema before. */
export async function createGenerators(): Promise<readonly Generator[]> {
  return [createPostern(), await createCloudflare(), await createTanStack(), await createJsonSchemaToTypeScript()];
}

/** This project's, told the draft as the suite tells its validators. */
function createPostern(): Generator {
  const generator = createTypeGenerator();
  return {
    name: "@postern/codegen",
    schemaType: (schema, draft) => schemaToTypeScript(schema as JsonSchema, { dialect: DIALECTS[draft] ?? "mixed" }),
    declarations: (namespace) => generator.declarations(namespace),
  };
}

/** Its entry imports a module of the Workers runtime, which is replaced by empty classes. */
async function createCloudflare(): Promise<Generator> {
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === "cloudflare:workers"
        ? {
            url: "data:text/javascript,export class WorkerEntrypoint{}export class DurableObject{}export class RpcTarget{}",
            shortCircuit: true,
          }
        : next(specifier, context),
  });
  const { generateTypesFromJsonSchema } = await import("@cloudflare/codemode");
  const generate = generateTypesFromJsonSchema as (tools: Readonly<Record<string, unknown>>) => string;
  return {
    name: "@cloudflare/codemode",
    schemaType: (schema) => `${generate({ root: { inputSchema: schema } })}\ntype Root = RootInput;`,
    declarations: (namespace) => generate(toolsByName(namespace)),
  };
}

async function createTanStack(): Promise<Generator> {
  const { generateTypeStubs, jsonSchemaToTypeScript } = await import("@tanstack/ai-code-mode");
  return {
    name: "@tanstack/ai-code-mode",
    schemaType: (schema) => {
      const { name, declaration } = jsonSchemaToTypeScript(schema as Record<string, unknown>, "Root");
      return declaration === "" ? `type Root = ${name};` : declaration;
    },
    declarations: (namespace) => generateTypeStubs(toolsByName(namespace) as Parameters<typeof generateTypeStubs>[0]),
  };
}

/** It makes types and no API; the functions are added here, as short as they can be. */
async function createJsonSchemaToTypeScript(): Promise<Generator> {
  const { compile } = await import("json-schema-to-typescript");
  const generate = (schema: unknown, name: string): Promise<string> =>
    compile(structuredClone(schema) as Parameters<typeof compile>[0], name, {
      bannerComment: "",
      format: false,
      $refOptions: { resolve: { http: false, file: false } },
    });
  return {
    name: "json-schema-to-typescript",
    schemaType: async (schema) => (await generate(schema, "Root")).replace(/^export /gmu, ""),
    declarations: async (namespace) => {
      const texts: string[] = [];
      for (const { identifier, tool } of namespace.tools) {
        texts.push(await toolText(identifier, tool, generate));
      }
      return texts.join("\n");
    },
  };
}

async function toolText(
  identifier: string,
  tool: Tool,
  generate: (schema: unknown, name: string) => Promise<string>,
): Promise<string> {
  const input = await generate(tool.inputSchema, `${identifier}Input`);
  const output = tool.outputSchema === undefined ? "" : await generate(tool.outputSchema, `${identifier}Output`);
  const nameOf = (text: string): string => /export (?:type|interface) (\w+)/u.exec(text)?.[1] ?? "unknown";
  const comment = `/** ${tool.description?.replaceAll("*/", "*\\/") ?? ""} */`;
  const call = `declare function ${identifier}(input: ${nameOf(input)}): Promise<${nameOf(output)}>;`;
  return [input, output, comment, call].join("\n");
}

function toolsByName(namespace: CatalogNamespace): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    namespace.tools.map(({ identifier, tool }) => [
      identifier,
      { ...tool, name: identifier, execute: () => undefined },
    ]),
  );
}
