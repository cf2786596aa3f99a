const SECRET_NAME = /key|token|secret|passw|auth|cred|session|cookie|dsn|jwt|pat$/iu;
/** Shorter values of harmless names are words such as `info` and `true`, and stand in every other message. */
const SHORTEST_VALUE = 6;
const SHORTEST_SECRET = 3;

/** What secrets look like whoever sent them. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/giu, "$1 [redacted]"],
  [/\b(?:sk|pk|rk|ghp|gho|ghs|ghu|github_pat|glpat|xox[abprs]|npm|AKIA)[-_]?[A-Za-z0-9_-]{16,}/gu, "[redacted]"],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/gu, "[redacted]"],
  [/(\w+:\/\/[^\s/:@]*):[^\s/@]+@/gu, "$1:[redacted]@"],
  [/([?&](?:access_token|token|key|api_key|apikey|secret|password|code)=)[^&\s"']+/giu, "$1[redacted]"],
];

/** Takes secrets out of text that people or models will see. */
export interface Redactor {
  (text: string): string;
  /** Makes it know another value, in place of the last one of that name. */
  learn(name: string, value: string): void;
}

/**
 * Makes a redactor that knows the named values (environment, headers) and puts `[NAME]` in their place, and that knows
 * the shapes of common tokens.
 */
export function createRedactor(named: Readonly<Record<string, string>>): Redactor {
  const known = new Map(Object.entries(named));
  let { long, short } = sortValues(known);
  const redact = (text: string): string => {
    let clean = withNames(text, long);
    for (const [pattern, replacement] of PATTERNS) {
      clean = clean.replace(pattern, replacement);
    }
    return withNames(clean, short);
  };
  const learn = (name: string, value: string): void => {
    if (known.get(name) !== value) {
      known.set(name, value);
      ({ long, short } = sortValues(known));
    }
  };
  return Object.assign(redact, { learn });
}

/** The parts of a URL that may be credentials, by name. */
export function urlSecrets(url: string): Readonly<Record<string, string>> {
  const { password, searchParams } = new URL(url);
  return {
    ...Object.fromEntries(searchParams),
    ...(password === "" ? {} : { password: decodeURIComponent(password) }),
  };
}

type Values = readonly (readonly [string, string])[];

/** The longest first. A short value may stand inside a token, and would hide its shape. */
function sortValues(known: ReadonlyMap<string, string>): { readonly long: Values; readonly short: Values } {
  const values = [...known]
    .filter(([name, value]) => value.length >= (SECRET_NAME.test(name) ? SHORTEST_SECRET : SHORTEST_VALUE))
    .sort(([, a], [, b]) => b.length - a.length);
  return { long: values.filter(([, { length }]) => length >= 8), short: values.filter(([, { length }]) => length < 8) };
}

function withNames(text: string, values: Values): string {
  return values.reduce((clean, [name, value]) => clean.replaceAll(value, `[${name}]`), text);
}
