/** ECMAScript's IdentifierName (ECMA-262, section 12.7). */
const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;
const NOT_IDENTIFIER_PART = /[^\p{ID_Continue}$]+/gu;

/** Words that cannot be the name of a global: ECMA-262's reserved words, strict mode's, and literals. */
const RESERVED_WORDS =
  "arguments as async await break case catch class const continue debugger default delete do else enum eval export extends false finally for from function get if implements import in instanceof interface let new null of package private protected public return set static super switch this throw true try typeof undefined var void while with yield";

/** Globals of the guest that a namespace may not hide. */
const GUEST_GLOBALS =
  "AggregateError Array ArrayBuffer Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date Error EvalError FinalizationRegistry Float16Array Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array Intl Iterator JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer String Symbol SyntaxError TextDecoder TextEncoder TypeError URIError URL URLSearchParams Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly any atob bigint boolean btoa clearTimeout console crypto decodeURI decodeURIComponent encodeURI encodeURIComponent escape fetch global globalThis isFinite isNaN module never number object parseFloat parseInt postern process queueMicrotask require self setTimeout string structuredClone symbol unescape unknown window";

const RESERVED_GLOBALS: ReadonlySet<string> = new Set(`${RESERVED_WORDS} ${GUEST_GLOBALS}`.split(" "));

/**
 * Member names that the language itself looks up on objects. A tool of that name would be called by `await`, by string
 * conversion or by `JSON.stringify`; it is reached under the escaped name only.
 */
const RESERVED_MEMBERS: ReadonlySet<string> = new Set(
  "__proto__ constructor hasOwnProperty prototype then toJSON toLocaleString toString valueOf".split(" "),
);

/** Whether `name` can stand after a dot. */
export function isIdentifier(name: string): boolean {
  return IDENTIFIER.test(name);
}

/** Whether `name` is one that the language looks up on every object, and so never names a tool, not even in brackets. */
export function isReservedMember(name: string): boolean {
  return RESERVED_MEMBERS.has(name);
}

/**
 * An identifier for each namespace, in a way that does not depend on their order: a name that is an identifier stays,
 * other characters become `_`, reserved words and the guest's globals get a trailing `_`, and of those that
 * clash the one that is its own identifier keeps it while the others get a suffix made from their own name.
 */
export function namespaceIdentifiers(names: Iterable<string>): ReadonlyMap<string, string> {
  return assignIdentifiers(names, RESERVED_GLOBALS);
}

/** An identifier for each tool of a namespace, by the rules of {@link namespaceIdentifiers}. */
export function memberIdentifiers(names: Iterable<string>): ReadonlyMap<string, string> {
  return assignIdentifiers(names, RESERVED_MEMBERS);
}

/** How a script writes a member: `github.list_issues`, or `github["…"]` where `member` is no identifier. */
export function memberExpression(namespace: string, member: string): string {
  return isIdentifier(member) ? `${namespace}.${member}` : `${namespace}[${JSON.stringify(member)}]`;
}

function assignIdentifiers(names: Iterable<string>, reserved: ReadonlySet<string>): ReadonlyMap<string, string> {
  const sorted = [...new Set(names)].toSorted(compareCodeUnits);
  const groups = Map.groupBy(sorted, (name) => baseIdentifier(name, reserved));
  const taken = new Set(groups.keys());
  const identifiers = new Map<string, string>();
  for (const [base, members] of groups) {
    const owner = members.length === 1 ? members[0] : members.find((name) => name === base);
    for (const name of members) {
      const identifier = name === owner ? base : suffixed(base, name, taken);
      taken.add(identifier);
      identifiers.set(name, identifier);
    }
  }
  return identifiers;
}

function baseIdentifier(name: string, reserved: ReadonlySet<string>): string {
  if (isIdentifier(name)) {
    return reserved.has(name) ? `${name}_` : name;
  }
  const replaced = name.normalize("NFC").replace(NOT_IDENTIFIER_PART, "_");
  const identifier = isIdentifier(replaced) ? replaced : `_${replaced}`;
  const meaningful = /^_+$/u.test(identifier) ? `_${shortHash(name)}` : identifier;
  return reserved.has(meaningful) ? `${meaningful}_` : meaningful;
}

function suffixed(base: string, name: string, taken: ReadonlySet<string>): string {
  let suffix = shortHash(name);
  while (taken.has(`${base}_${suffix}`)) {
    suffix = shortHash(`${name}\0${suffix}`);
  }
  return `${base}_${suffix}`;
}

/** Makes names different that would clash: short and stable, no more. FNV-1a, 32 bits, base 36: http://www.isthe.com/chongo/tech/comp/fnv/ */
export function shortHash(text: string): string {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value.toString(36);
}

/** Orders by UTF-16 code units, the same on every machine. */
export function compareCodeUnits(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
