import { stem } from "./stem.ts";

/** Groups of words that software people use for one another. A word finds the others of its groups, at a lower weight. */
const GROUPS: readonly string[] = [
  "delete remove erase drop",
  "create add new insert make",
  "update edit modify change",
  "list enumerate",
  "get fetch retrieve read show",
  "search find lookup query",
  "send post publish",
  "run execute invoke",
  "issue ticket bug",
  "repository repo",
  "message chat dm",
  "mail email",
  "picture image photo",
  "directory folder",
  "document doc",
  "database db",
  "user person people member",
  "config configuration setting",
];

const SYNONYMS: ReadonlyMap<string, readonly string[]> = readGroups();

function readGroups(): ReadonlyMap<string, readonly string[]> {
  const synonyms = new Map<string, string[]>();
  for (const group of GROUPS) {
    const words = group.split(" ").map(stem);
    for (const word of words) {
      synonyms.set(word, [...(synonyms.get(word) ?? []), ...words.filter((other) => other !== word)]);
    }
  }
  return synonyms;
}

/** The stems that mean nearly what this stem means. */
export function synonymsOf(word: string): readonly string[] {
  return SYNONYMS.get(word) ?? [];
}
