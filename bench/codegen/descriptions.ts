/** Keys under which names are the keys, not keywords. */
const MAPS = new Set(["properties", "$defs", "definitions", "patternProperties", "dependentSchemas"]);
/** Keys under which there is data, not schemas. */
const DATA = new Set(["default", "enum", "const", "examples", "example", "_meta", "annotations"]);

/** Every description in some tools' definitions. */
export function descriptionsOf(tools: readonly unknown[]): readonly string[] {
  const found: string[] = [];
  for (const tool of tools) {
    collect(tool, false, found);
  }
  return found;
}

function collect(value: unknown, isMap: boolean, found: string[]): void {
  if (Array.isArray(value)) {
    value.forEach((item) => collect(item, false, found));
  } else if (typeof value === "object" && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      if (!isMap && key === "description" && typeof member === "string") {
        found.push(member);
      } else if (isMap || !DATA.has(key)) {
        collect(member, !isMap && MAPS.has(key), found);
      }
    }
  }
}

/** How many of the descriptions a text says, apart from white space and how ends of comments are written. */
export function isSaid(descriptions: readonly string[], text: string): number {
  const plain = plainText(text);
  return descriptions.filter((description) => plain.includes(plainText(description))).length;
}

function plainText(text: string): string {
  return text
    .replaceAll("*\\/", "*/")
    .replace(/\*\s?\/|^\s*\* /gmu, " ")
    .replace(/[^\P{Cc}\s]|[\u202a-\u202e\u2066-\u2069]/gu, "")
    .replace(/\s+/gu, " ")
    .trim();
}
