import type { CatalogTool, Tool } from "../../packages/core/src/index.ts";
import type { LabelledSet } from "./sets.ts";

/** Words in fewer tools than these get a form of their own in each copy, as other people's tools have other words. */
const COMMON = 20;
const TOOLS_PER_NAMESPACE = 500;

/**
 * A catalog of that many tools, in namespaces of 500, made of the sets' own: copies in which common words stay and rare
 * ones change, so that vocabulary and posting lists grow as they do with more tools.
 */
export function largeCatalog(sets: readonly LabelledSet[], size: number): Map<string, CatalogTool[]> {
  const originals = sets.flatMap(({ tools }) => tools.map(({ entry }) => JSON.stringify(entry.tool)));
  const counts = new Map<string, number>();
  for (const text of originals) {
    for (const word of new Set(words(text))) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  const namespaces = new Map<string, CatalogTool[]>();
  for (let position = 0; position < size; position += 1) {
    const copy = Math.floor(position / originals.length);
    const text = originals[(position * 7919) % originals.length] ?? "{}";
    const changed = text.replace(WORD, (word) =>
      copy > 0 && !KEYWORDS.has(word) && (counts.get(word.toLowerCase()) ?? 0) < COMMON
        ? `${word}${SUFFIXES[copy % SUFFIXES.length]}`
        : word,
    );
    const namespace = `source_${Math.floor(position / TOOLS_PER_NAMESPACE)}`;
    const tools = namespaces.get(namespace) ?? [];
    namespaces.set(namespace, tools);
    tools.push(entryOf(namespace, JSON.parse(changed) as Tool, position));
  }
  return namespaces;
}

/** The same namespace with every tool made anew, as after a change upstream. */
export function renewed(namespace: string, tools: readonly CatalogTool[]): CatalogTool[] {
  return tools.map(({ tool }, position) => {
    const copy = JSON.parse(JSON.stringify(tool)) as Tool;
    return entryOf(namespace, { ...copy, description: `${copy.description ?? ""} Renewed.` }, position);
  });
}

const WORD = /[A-Za-z]{4,}/gu;
const KEYWORDS = new Set(
  "name description inputSchema type properties required items enum default object string integer number boolean array".split(
    " ",
  ),
);
const SUFFIXES = ["o", "en", "ar", "il", "um", "ex", "on", "ad", "ip", "or", "un", "as"];

function words(text: string): string[] {
  return text.toLowerCase().match(WORD) ?? [];
}

function entryOf(namespace: string, tool: Tool, position: number): CatalogTool {
  const identifier = `t${String(position).padStart(6, "0")}`;
  return { namespace, identifier, expression: `${namespace}.${identifier}`, tool };
}
