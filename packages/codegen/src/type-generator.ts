import { PosternError } from "@postern/core";
import type { CatalogTool } from "@postern/core";
import type { DeclarationOptions, DeclaredNamespace, TypeGenerator, TypeGeneratorOptions } from "./options.ts";
import { fitBlock } from "./print/fit-block.ts";
import { createInterner } from "./print/interner.ts";
import { signatureText } from "./print/signature.ts";
import { estimateTokens } from "./print/tokens.ts";
import { createToolTypeCache } from "./tool-type-cache.ts";

/** Blocks and signatures kept. A catalog of hundreds of namespaces at every detail is fewer. */
const MAX_TEXTS = 20_000;
/** Types kept before everything is forgotten, which costs one cold generation. */
const MAX_TYPES = 500_000;

/** Makes a generator. Nothing to dispose. */
export function createTypeGenerator(options: TypeGeneratorOptions = {}): TypeGenerator {
  const countTokens = options.countTokens ?? estimateTokens;
  const texts = new Map<string, string>();
  let interner = createInterner();
  let cache = createToolTypeCache(interner, options.observedOutput);

  function forgetWhatIsTooMuch(): void {
    if (interner.size() > MAX_TYPES || texts.size > MAX_TEXTS) {
      texts.clear();
      interner = createInterner();
      cache = createToolTypeCache(interner, options.observedOutput);
    }
  }

  function remembered(key: string | undefined, make: () => string): string {
    const known = key === undefined ? undefined : texts.get(key);
    if (known !== undefined) {
      return known;
    }
    forgetWhatIsTooMuch();
    const text = make();
    if (key !== undefined) {
      texts.set(key, text);
    }
    return text;
  }

  function signature(tool: CatalogTool): string {
    const types = cache.typesOf(tool);
    return remembered(`${tool.expression}\0${types.id}`, () => signatureText(types, interner));
  }

  function declarations(namespace: DeclaredNamespace, declarationOptions: DeclarationOptions = {}): string {
    const { detail = "full", maxTokens = Infinity, ownNames = false } = declarationOptions;
    if (!(maxTokens > 0)) {
      throw new PosternError("INVALID_OPTION", `maxTokens is ${maxTokens}; it has to be a positive number.`);
    }
    const tools = declarationOptions.tools ?? namespace.tools;
    const content = contentKey(namespace, declarationOptions.tools);
    const key = content && [content, detail, maxTokens, ownNames, cache.observedVersion(tools)].join("\0");
    const block = { name: namespace.name, hasOwnNames: ownNames, detail, maxTokens, countTokens };
    return remembered(key, () => fitBlock({ ...block, tools: tools.map(cache.typesOf) }, interner));
  }

  return { signature, declarations };
}

/** What stands for a namespace's tools, or for some of them; undefined where there is no version. */
function contentKey(namespace: DeclaredNamespace, tools?: readonly CatalogTool[]): string | undefined {
  const { name, version } = namespace;
  return version && JSON.stringify([name, version, tools?.map((tool) => tool.identifier)]);
}
