import { blanked } from "./text-edits.ts";

const FENCE = /^ {0,3}(?<marks>`{3,}|~{3,})[ \t]*(?<language>[\w+#.-]*)[^\n`]*$/u;
const LANGUAGES: ReadonlySet<string> = new Set(
  "ts typescript js javascript tsx jsx mts cts mjs cjs node es6 ecmascript".split(" "),
);

interface Block {
  readonly language: string;
  readonly firstLine: number;
  readonly endLine: number;
}

/**
 * The script inside what a model sent, with everything around it turned into spaces, so that it keeps its place: prose
 * and Markdown fences, a byte order mark, a hashbang. Of several fenced blocks the first in TypeScript or JavaScript
 * counts, or else the first without a language, or else the first. Lone carriage returns become line feeds.
 */
export function locateScript(text: string): string {
  const lines = text.replace(/\r(?!\n)/gu, "\n").split("\n");
  const block = chooseBlock(fencedBlocks(lines));
  const kept = lines.map((line, index) => {
    const isOutside = block !== undefined && (index < block.firstLine || index >= block.endLine);
    return isOutside ? blanked(line) : line;
  });
  return kept
    .join("\n")
    .replace(/^\uFEFF/u, " ")
    .replace(/^\s*#![^\r\n]*/u, blanked);
}

function fencedBlocks(lines: readonly string[]): readonly Block[] {
  const blocks: Block[] = [];
  let open: { readonly marks: string; readonly language: string; readonly firstLine: number } | undefined;
  for (const [index, line] of lines.entries()) {
    const fence = FENCE.exec(line.trimEnd())?.groups;
    const marks = fence?.["marks"] ?? "";
    const language = fence?.["language"] ?? "";
    if (open === undefined) {
      if (fence !== undefined && isOpening(marks, language)) {
        open = { marks, language: language.toLowerCase(), firstLine: index + 1 };
      }
    } else if (marks.startsWith(open.marks) && language === "") {
      blocks.push({ language: open.language, firstLine: open.firstLine, endLine: index });
      open = undefined;
    }
  }
  if (open !== undefined) {
    blocks.push({ language: open.language, firstLine: open.firstLine, endLine: lines.length });
  }
  return blocks;
}

/** `~~~x` is also an expression, so tildes need a language that we know, or none. */
function isOpening(marks: string, language: string): boolean {
  return marks.startsWith("`") || language === "" || LANGUAGES.has(language.toLowerCase());
}

function chooseBlock(blocks: readonly Block[]): Block | undefined {
  return (
    blocks.find((block) => LANGUAGES.has(block.language)) ?? blocks.find((block) => block.language === "") ?? blocks[0]
  );
}
