/** What a regular expression says of property names, as far as that can be told without running it. */
export interface NamePattern {
  /** The fixed texts a name has, in order. */
  readonly texts: readonly string[];
  /** The first text starts the name. */
  readonly isStart: boolean;
  /** The last text ends the name. */
  readonly isEnd: boolean;
  /** The pattern says no more than that. */
  readonly isExact: boolean;
}

const MAX_LENGTH = 200;
const GAP = String.raw`\.\*|\[\\s\\S\]\*`;
const CHARACTER = String.raw`\\[^\p{L}\p{N}]|[^\\^$.*+?()[\]{}|]`;
const TOKENS = new RegExp(`${GAP}|${CHARACTER}`, "gu");
const OPTIONAL_LAST = new RegExp(`(?:${CHARACTER})[*?]$`, "u");

/**
 * Reads a pattern of fixed texts and gaps. Hostile patterns cost no more than their length, since none is run. Undefined
 * where the pattern says other things.
 */
export function readNamePattern(source: string): NamePattern | undefined {
  if (source.length > MAX_LENGTH) {
    return undefined;
  }
  const isStart = source.startsWith("^");
  const isEnd = /(?<!\\)\$$/u.test(source);
  const body = source.slice(isStart ? 1 : 0, isEnd ? -1 : undefined);
  // An optional last character says nothing where anything may follow it.
  const written = isEnd ? body : body.replace(OPTIONAL_LAST, "");
  const tokens = written.match(TOKENS) ?? [];
  if (tokens.join("") !== written) {
    return undefined;
  }
  const texts = [""];
  for (const token of tokens) {
    if (token.length > 2 || token === ".*") {
      texts.push("");
    } else {
      texts.push(`${texts.pop() ?? ""}${token.replace(/^\\/u, "")}`);
    }
  }
  return fromTexts(texts, isStart, isEnd);
}

/** A gap between texts is not exact, because `.` matches no line break; at an open end it says nothing at all. */
function fromTexts(texts: readonly string[], isStart: boolean, isEnd: boolean): NamePattern {
  const opensWithGap = texts.length > 1 && texts[0] === "";
  const endsWithGap = texts.length > 1 && texts.at(-1) === "";
  const freeGaps = new Set<number>();
  if (opensWithGap && !isStart) {
    freeGaps.add(0);
  }
  if (endsWithGap && !isEnd) {
    freeGaps.add(texts.length - 2);
  }
  return {
    texts: texts.filter((text) => text !== ""),
    isStart: isStart && !opensWithGap,
    isEnd: isEnd && !endsWithGap,
    isExact: freeGaps.size === texts.length - 1,
  };
}

/** Whether a name matches: certainly, certainly not, or perhaps. */
export function matchesName(pattern: NamePattern | undefined, name: string): "yes" | "no" | "maybe" {
  if (pattern === undefined) {
    return "maybe";
  }
  if (pattern.texts.length === 0 && pattern.isStart && pattern.isEnd && name !== "") {
    return "no";
  }
  let position = 0;
  for (const index of pattern.texts.keys()) {
    const found = findText(pattern, index, { name, position });
    if (found === undefined) {
      return "no";
    }
    position = found;
  }
  return pattern.isExact ? "yes" : "maybe";
}

/** Where a text of the pattern ends in a name, looking from a position on. */
function findText(
  pattern: NamePattern,
  index: number,
  { name, position }: { readonly name: string; readonly position: number },
): number | undefined {
  const text = pattern.texts[index] ?? "";
  const isFirst = index === 0 && pattern.isStart;
  const isLast = index === pattern.texts.length - 1 && pattern.isEnd;
  const start = isLast ? name.length - text.length : name.indexOf(text, position);
  const isMatch = start >= position && name.startsWith(text, start) && (!isFirst || start === 0);
  return isMatch ? start + text.length : undefined;
}
