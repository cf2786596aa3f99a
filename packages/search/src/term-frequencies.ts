import type { CatalogTool } from "@postern/core";
import { fieldTexts } from "./fields.ts";
import { FIELDS } from "./parameters.ts";
import type { FieldName, RankingParameters } from "./parameters.ts";
import { splitWords } from "./text/split-words.ts";

/** Fields of names that programmers made up, where capitals only part words. */
const IDENTIFIERS: ReadonlySet<FieldName> = new Set(["name", "parameters"]);

/**
 * BM25F's pseudo-frequency of each word of a tool: its count in each field, times the field's weight, over the field's
 * length (Robertson, Zaragoza, Taylor: "Simple BM25 extension to multiple weighted fields", 2004). Lengths are measured
 * against typical ones and not against the catalog's average, so that a tool's figures depend on that tool alone: sources
 * come and go without touching the rest, and the order never depends on history.
 */
export function termFrequencies(entry: CatalogTool, parameters: RankingParameters): ReadonlyMap<string, number> {
  const frequencies = new Map<string, number>();
  const texts = fieldTexts(entry);
  const b = parameters.lengthNormalisation;
  for (const field of FIELDS) {
    const words = splitWords(texts[field], IDENTIFIERS.has(field) ? "identifier" : "prose");
    const { weight, typicalWords } = parameters.fields[field];
    const share = weight / (1 - b + b * (words.length / typicalWords));
    for (const word of words) {
      frequencies.set(word, (frequencies.get(word) ?? 0) + share);
    }
  }
  return frequencies;
}
