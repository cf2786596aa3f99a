/**
 * Regular expressions of a schema are written by the upstream and run by this process against what a script sends, with an
 * engine that backtracks (https://owasp.org/www-community/attacks/Regular_expression_Denial_of_Service_-_ReDoS). So a
 * pattern is used only where the work is bounded: nothing that can match in several ways is repeated, there is no
 * back-reference, and it is tried only on texts so short that every way to split them among its repetitions fits into
 * MAX_STEPS. What a pattern is not used for counts as matching; the upstream looks at it anyway.
 */
const MAX_STEPS = 5_000_000;
const MAX_PATTERN_CHARS = 4000;
const MAX_TEXT_CHARS = 100_000;

/** The pattern, changed to match any text that is too long to try it on; `undefined` where it cannot be used at all. */
export function guardPattern(pattern: string): string | undefined {
  const limit = safeTextLength(pattern);
  return limit === undefined ? undefined : `^[^]{${limit + 1}}|(?:${pattern})`;
}

/** The pattern, changed to match no text that is too long to try it on, for the names of `patternProperties`. */
export function guardNamePattern(pattern: string): string | undefined {
  const limit = safeTextLength(pattern);
  return limit === undefined ? undefined : `(?<![^])(?=[^]{0,${limit}}(?![^]))(?=[^]*?(?:${pattern}))`;
}

/** Characters of the longest text that the pattern may be tried on. */
function safeTextLength(pattern: string): number | undefined {
  if (pattern.length > MAX_PATTERN_CHARS || !compiles(pattern)) {
    return undefined;
  }
  const shape = measure(pattern);
  if (shape === undefined || shape.ways > MAX_STEPS) {
    return undefined;
  }
  const starts = /^\^[^|]*$/u.test(pattern) ? 0 : 1;
  const longest = Math.floor((MAX_STEPS / shape.ways) ** (1 / Math.max(1, shape.unbounded + starts)));
  return Math.min(MAX_TEXT_CHARS, longest);
}

function compiles(pattern: string): boolean {
  try {
    return new RegExp(pattern, "u") instanceof RegExp;
  } catch {
    return false;
  }
}

/** In how many ways something can match: so many times the text's length to the power of `unbounded`. */
interface Shape {
  readonly unbounded: number;
  readonly ways: number;
}

/** A group being read: what its alternatives so far come to, and the sequence that is being read. */
interface Group {
  alternatives: Shape;
  sequence: Shape;
}

const NOTHING: Shape = { unbounded: 0, ways: 0 };
const ONCE: Shape = { unbounded: 0, ways: 1 };
const TOKEN = /\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:<?[=!]|:|<[^>]*>))?|\)|\{\d+(?:,\d*)?\}|[*+?|]|./gsu;

/** `undefined` where something that can match in several ways is repeated, or a text is referred back to. */
function measure(pattern: string): Shape | undefined {
  const open: Group[] = [];
  let group: Group = { alternatives: NOTHING, sequence: ONCE };
  let last = ONCE;
  let previous = "";
  for (const [token] of pattern.matchAll(TOKEN)) {
    const range = repetitionOf(token, previous);
    if (/^\\[1-9k]/u.test(token) || (range !== undefined && range.max > 1 && isFlexible(last))) {
      return undefined;
    }
    if (token.startsWith("(")) {
      open.push(group);
      group = { alternatives: NOTHING, sequence: ONCE };
    } else if (token === "|") {
      group = { alternatives: eitherOf(group.alternatives, group.sequence), sequence: ONCE };
    } else if (token === ")") {
      last = eitherOf(group.alternatives, group.sequence);
      group = open.pop() ?? { alternatives: NOTHING, sequence: ONCE };
      group.sequence = oneAfterOther(group.sequence, last);
    } else {
      group.sequence = oneAfterOther(group.sequence, waysOf(range));
      last = ONCE;
    }
    previous = token;
  }
  return eitherOf(group.alternatives, group.sequence);
}

function isFlexible(shape: Shape): boolean {
  return shape.unbounded > 0 || shape.ways > 1;
}

function eitherOf(a: Shape, b: Shape): Shape {
  return { unbounded: Math.max(a.unbounded, b.unbounded), ways: a.ways + b.ways };
}

function oneAfterOther(a: Shape, b: Shape): Shape {
  return { unbounded: a.unbounded + b.unbounded, ways: a.ways * b.ways };
}

function waysOf(range: Range | undefined): Shape {
  if (range === undefined) {
    return ONCE;
  }
  const isUnbounded = range.max === Number.POSITIVE_INFINITY;
  return isUnbounded ? { unbounded: 1, ways: 1 } : { unbounded: 0, ways: range.max - range.min + 1 };
}

interface Range {
  readonly min: number;
  readonly max: number;
}

/** How often a quantifier repeats; `undefined` for what is no quantifier, the `?` of a lazy one included. */
function repetitionOf(token: string, previous: string): Range | undefined {
  if (token === "*" || token === "+") {
    return { min: Number(token === "+"), max: Number.POSITIVE_INFINITY };
  }
  if (token === "?") {
    return /^(?:[*+?]|\{\d.*\})$/su.test(previous) ? undefined : { min: 0, max: 1 };
  }
  const [, min, comma, max] = /^\{(\d+)(,(\d*))?\}$/u.exec(token) ?? [];
  if (min === undefined) {
    return undefined;
  }
  const highest = max === "" ? Number.POSITIVE_INFINITY : Number(max);
  return { min: Number(min), max: comma === undefined ? Number(min) : highest };
}
