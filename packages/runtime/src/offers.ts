import type { CatalogTool, Prompt, Resource, ResourceTemplate, Source } from "@postern/core";
import type { SourceOffers } from "./offer-types.ts";

/** What a source has besides tools, ready to be found: resources, families of resources, and prompts. */
export interface Offer {
  /** How it stands in a search index. */
  readonly indexed: CatalogTool;
  /** As the source names it: a resource's address, or a prompt's name. */
  readonly name: string;
  /** How a script gets at it. */
  readonly expression: string;
  readonly signature: string;
}

/** Of a source with very many, so many can be found. All can be read. */
const MAX_OFFERS = 1000;
const READ_SIGNATURE = "Promise<{ uri: string; mimeType?: string; text?: string; bytes?: Uint8Array }[]>";

/** What a source offers that offers nothing. */
export const NO_OFFERS: SourceOffers = { resources: [], templates: [], prompts: [] };

/** Everything that a source offers besides tools. What it cannot list counts as none. */
export async function listOffers(source: Source, signal: AbortSignal): Promise<SourceOffers> {
  const [resources, templates, prompts] = await Promise.all([
    orNone(source.listResources?.(signal)),
    orNone(source.listResourceTemplates?.(signal)),
    orNone(source.listPrompts?.(signal)),
  ]);
  return { resources, templates, prompts };
}

/** The same, ready to be found. */
export function toSearchable(namespace: string, { resources, templates, prompts }: SourceOffers): readonly Offer[] {
  return [
    ...resources.map((resource) => resourceOffer(namespace, resource)),
    ...templates.map((template) => templateOffer(namespace, template)),
    ...prompts.map((prompt) => promptOffer(namespace, prompt)),
  ].slice(0, MAX_OFFERS);
}

/** A server that speaks of resources and then answers no list of them costs its resources, not its tools. */
async function orNone<Item>(list: Promise<readonly Item[]> | undefined): Promise<readonly Item[]> {
  try {
    return (await list) ?? [];
  } catch {
    return [];
  }
}

function resourceOffer(namespace: string, resource: Resource): Offer {
  const call = `postern.readResource(${JSON.stringify(namespace)}, ${JSON.stringify(resource.uri)})`;
  return { ...offer(namespace, call, resource), name: resource.uri, signature: `${call}: ${READ_SIGNATURE}` };
}

function templateOffer(namespace: string, template: ResourceTemplate): Offer {
  const call = `postern.readResource(${JSON.stringify(namespace)}, ${JSON.stringify(template.uriTemplate)})`;
  const signature = `${call}: ${READ_SIGNATURE} // fill in the {…} of the address`;
  return { ...offer(namespace, call, template), name: template.uriTemplate, signature };
}

function promptOffer(namespace: string, prompt: Prompt): Offer {
  const start = `postern.getPrompt(${JSON.stringify(namespace)}, ${JSON.stringify(prompt.name)}`;
  const fields = prompt.arguments.map(
    ({ name, required }) => `${JSON.stringify(name)}${required === true ? "" : "?"}: string`,
  );
  const input = fields.length === 0 ? "" : `, input: { ${fields.join("; ")} }`;
  const signature = `${start}${input}): Promise<{ description?: string; messages: { role: string; content: any }[] }>`;
  return {
    ...offer(namespace, `${start}${fields.length === 0 ? "" : ", input"})`, prompt),
    name: prompt.name,
    signature,
  };
}

function offer(
  namespace: string,
  expression: string,
  { name, title, description, mimeType }: Pick<Resource, "name" | "title" | "description" | "mimeType">,
): Pick<Offer, "indexed" | "expression"> {
  const words = [description, mimeType].filter((part) => part !== undefined).join(" ");
  const tool = { name, ...(title === undefined ? {} : { title }), description: words, inputSchema: {} };
  return { indexed: { namespace, identifier: name, expression, tool }, expression };
}
