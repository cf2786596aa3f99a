import type { ErrorSite } from "./error-site.ts";

/** What is known of an error before it is put into the common words. */
export interface RawError {
  readonly name: string;
  readonly message: string;
  readonly site: ErrorSite | undefined;
  /** A builtin function threw it, called by the script. */
  readonly isNative: boolean;
}

/** An error's class and message, in the words that every engine's get. */
export interface ErrorWords {
  readonly name: string;
  readonly message: string;
}

type Rule = readonly [pattern: RegExp, words: (match: RegExpMatchArray, error: RawError) => string | ErrorWords];

/**
 * The messages of the engines' own errors: V8's words where both engines know as much, fewer where one knows less. What
 * is not listed stays as the engine has it.
 */
const RULES: readonly Rule[] = [
  [/^'?([^\s']+)'? is not defined$/u, ([, name]) => `${name} is not defined`],
  [
    /^(?:Cannot access '(?<v8>.+)' before initialization|(?<quickjs>\S+) is not initialized)$/u,
    (match) => `Cannot access '${either(match)}' before initialization`,
  ],
  [
    /^(?:(\w+) is not iterable(?: \(.*\))?|cannot read property 'Symbol\.iterator' of (\w+)|object null is not iterable.*)$/u,
    () => "value is not iterable",
  ],
  [
    /^(?:.* is not iterable(?: \(.*\))?|Spread syntax requires .*|.*not a function or its return value is not iterable)$/su,
    () => "value is not iterable",
  ],
  [
    /^(?:Cannot read properties of (\w+) \(reading '(.*)'\)|cannot read property '(.*)' of (\w+))$/su,
    ([, v8Of, v8Key, key, of]) => `Cannot read properties of ${v8Of ?? of} (reading '${v8Key ?? key}')`,
  ],
  [
    /^(?:Cannot set properties of (\w+) \(setting '(.*)'\)|cannot set property '(.*)' of (\w+))$/su,
    ([, v8Of, v8Key, key, of]) => `Cannot set properties of ${v8Of ?? of} (setting '${v8Key ?? key}')`,
  ],
  [/^(?:.* )?(?:is )?not a (?:function|constructor)$/su, notCallable],
  [/^(?:Assignment to constant variable\.|'.*' is read-only)$/su, () => "Assignment to constant variable."],
  [
    /^(?:stack overflow|Maximum call stack size exceeded)$/u,
    () => ({ name: "RangeError", message: "Maximum call stack size exceeded" }),
  ],
  [
    /^(?:cannot convert to object|Cannot convert undefined or null to object|Cannot destructure .*)$/su,
    () => "Cannot convert undefined or null to object",
  ],
  [/^(?:circular reference|Converting circular structure to JSON.*)$/su, () => "Converting circular structure to JSON"],
  [
    /^(?:cannot convert bigint to number|Cannot mix BigInt and other types, use explicit conversions)$/u,
    () => "Cannot mix BigInt and other types, use explicit conversions",
  ],
  [
    /^(?:cannot convert to BigInt: not an integer|The number .* cannot be converted to a BigInt because it is not an integer)$/u,
    () => "A number that is not an integer cannot be converted to a BigInt",
  ],
  [/^(?:invalid bigint literal|Cannot convert .* to a BigInt)$/su, () => "The text cannot be converted to a BigInt"],
  [/^invalid array length$/iu, () => "Invalid array length"],
  [/^(?:invalid array buffer length|Invalid array buffer length)$/iu, () => "Invalid array buffer length"],
  [/^(?:invalid repeat count|Invalid count value: .*)$/u, () => "Invalid count value"],
  [
    /^(?:empty array|Reduce of empty array with no initial value)$/u,
    () => "Reduce of empty array with no initial value",
  ],
  [
    /^(?:invalid number of digits|to\w+\(\) (?:digits )?argument must be between .*|to\w+\(\) argument must be between .*)$/u,
    () => "The number of digits is out of range",
  ],
  [
    /^(?:radix must be between 2 and 36|toString\(\) radix argument must be between 2 and 36)$/u,
    () => "toString() radix argument must be between 2 and 36",
  ],
  [/^(?:Date value is NaN|Invalid time value)$/u, () => "Invalid time value"],
  [
    /^(?:expecting hex digit|expecting surrogate pair|malformed UTF-8|expecting %|URI malformed)$/u,
    () => "URI malformed",
  ],
  [
    /^(?:invalid 'in' operand|Cannot use 'in' operator to search for .*)$/su,
    () => "Cannot use 'in' on what is no object",
  ],
  [
    /^(?:invalid 'instanceof' right operand|Right-hand side of 'instanceof' is not (?:an object|callable))$/u,
    () => "Right-hand side of 'instanceof' is not callable",
  ],
  [
    /^cannot convert (?:a )?symbol (?:value )?to (?:a )?(string|number)$/iu,
    ([, type]) => `Cannot convert a Symbol value to a ${type}`,
  ],
  [
    /^(?:class constructors must be invoked with 'new'|Class constructor .* cannot be invoked without 'new')$/u,
    () => "Class constructors cannot be invoked without 'new'",
  ],
  [
    /^(?:not an object|.* called on non-object|Cannot create proxy with a non-object.*)$/su,
    () => "The argument is not an object",
  ],
  [
    /^(?:object is not extensible|Cannot (?:define|add) property .*, object is not extensible)$/su,
    () => "The object is not extensible",
  ],
  [
    /^(?:this is not initialized|Must call super constructor in derived class .*)$/u,
    () => "Must call super constructor in derived class before accessing 'this'",
  ],
  [/^(?:Promise\.any.*|All promises were rejected)$/u, () => "All promises were rejected"],
  [/^(?:BigInt division by zero|Division by zero)$/iu, () => "Division by zero"],
  [/^(?:Cannot convert object to primitive value|toPrimitive)$/u, () => "Cannot convert object to primitive value"],
];

/** Puts an engine's own error into the common words. Errors that a script makes itself are none of these. */
export function commonWords(error: RawError): ErrorWords {
  for (const [pattern, words] of RULES) {
    const match = pattern.exec(error.message);
    if (match !== null) {
      const found = words(match, error);
      return typeof found === "string" ? { name: error.name, message: found } : found;
    }
  }
  return { name: error.name === "InternalError" ? "RangeError" : error.name, message: error.message };
}

function either(match: RegExpMatchArray): string {
  return match.groups?.["v8"] ?? match.groups?.["quickjs"] ?? "";
}

/** What is called is named by the script's own text; QuickJS does not say it. */
function notCallable([message]: RegExpMatchArray, { site, isNative }: RawError): string {
  if (site === undefined) {
    return message;
  }
  if (isNative || site.kind === "other") {
    return "An argument is not a function";
  }
  return `${site.callee ?? "(…)"} is not a ${site.kind === "new" ? "constructor" : "function"}`;
}
