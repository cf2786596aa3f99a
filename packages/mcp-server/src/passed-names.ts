import type { ContentBlock } from "@postern/core";
import type { NamespaceOffers } from "@postern/runtime";
import { clientName } from "./direct-tools.ts";

/** A resource, or a family of them, as its source knows it. */
export interface PassedUri {
  readonly namespace: string;
  readonly uri: string;
}

/**
 * How clients name what is passed through: where there is one namespace, as its source does. Of several, prompts are called
 * `namespace_prompt` as tools are, and an address stands behind `postern://namespace/`, clash or not, so that no name changes
 * when another source comes.
 */
export interface PassedNames {
  readonly toClientUri: (passed: PassedUri) => string;
  /** Undefined for an address of no namespace here. */
  readonly fromClientUri: (uri: string) => PassedUri | undefined;
  /** Every prompt by the name that clients use. */
  readonly prompts: (offers: readonly NamespaceOffers[]) => ReadonlyMap<string, PassedPrompt>;
}

/** A prompt as its source knows it. */
export interface PassedPrompt {
  readonly namespace: string;
  readonly prompt: NamespaceOffers["prompts"][number];
}

const SCHEME = "postern://";

/** The names for clients that see these namespaces. */
export function createPassedNames(namespaces: readonly string[]): PassedNames {
  const [only, ...others] = namespaces;
  const isSingle = only !== undefined && others.length === 0;
  const prefixes = new Map(namespaces.map((name) => [name, `${SCHEME}${encodeURIComponent(name)}/`]));
  return {
    toClientUri: ({ namespace, uri }) => (isSingle ? uri : `${prefixes.get(namespace) ?? SCHEME}${uri}`),
    fromClientUri(uri) {
      if (isSingle) {
        return { namespace: only, uri };
      }
      const found = [...prefixes].find(([, prefix]) => uri.startsWith(prefix));
      return found === undefined ? undefined : { namespace: found[0], uri: uri.slice(found[1].length) };
    },
    prompts(offers) {
      const byName = new Map<string, PassedPrompt>();
      for (const { namespace, prompts } of offers) {
        for (const prompt of prompts) {
          byName.set(isSingle ? prompt.name : clientName(namespace, prompt.name, byName), { namespace, prompt });
        }
      }
      return byName;
    },
  };
}

/** A block with its address as clients know it, so that they can read what it points at. */
export function withClientUri(block: ContentBlock, toClient: (uri: string) => string): ContentBlock {
  if (block.type === "resource_link") {
    return { ...block, uri: toClient(block.uri) };
  }
  if (block.type === "resource") {
    return { ...block, resource: { ...block.resource, uri: toClient(block.resource.uri) } };
  }
  return block;
}
