import { startCall } from "./calls.ts";
import { host } from "./host-port.ts";
import { loadLibrary } from "./library.ts";
import {
  charCodeAt,
  defineHidden,
  defineValue,
  global,
  hasOwn,
  jsonParse,
  jsonStringify,
  mapGet,
  mapSet,
  NativeArray,
  nativeLike,
  NativeMap,
  NativeProxy,
  NativeTypeError,
  objectCreate,
  ObjectPrototype,
  reflectGet,
  stringIndexOf,
  stringSlice,
} from "./primordials.ts";

type Caller = (...args: unknown[]) => Promise<unknown>;

interface NearestLibrary {
  readonly unknownMember: (namespace: string, name: string, candidates: readonly string[]) => string;
}

/** What the language looks up on any object: never a tool, so that `await`, `String` and `JSON` do not call one. */
const NEVER_TOOLS = [
  "then",
  "toJSON",
  "prototype",
  "constructor",
  "hasOwnProperty",
  "toLocaleString",
  "toString",
  "valueOf",
  "__proto__",
];

/** Puts one namespace into the world: one proxy and one call path, however many tools it has. */
export function installNamespace(index: number, name: string, listId: number): void {
  let members: readonly string[] | undefined;
  const identifiers = (): readonly string[] => (members ??= readIdentifiers(listId));
  /** By the name that was asked for, and by place: a tool is the same function under both of its names. */
  const callersByName = new NativeMap<string, Caller>();
  const callersByPlace = new NativeMap<number, Caller>();
  const target = objectCreate(ObjectPrototype);
  defineHidden(
    target,
    "toString",
    nativeLike("toString", () => `[object ${name}]`),
  );

  const look = (name: string): Caller | undefined => {
    const answer = host(`G${listId},${jsonStringify(name)}`);
    if (answer === undefined) {
      return undefined;
    }
    const comma = stringIndexOf(answer, ",");
    const place = +stringSlice(answer, 0, comma);
    const identifier = stringSlice(answer, comma + 1);
    const caller =
      mapGet(callersByPlace, place) ?? nativeLike(identifier, (...args: unknown[]) => startCall(index, place, args));
    mapSet(callersByPlace, place, caller);
    mapSet(callersByName, name, caller);
    return caller;
  };
  const find = (key: PropertyKey): Caller | undefined =>
    typeof key === "string" ? (mapGet(callersByName, key) ?? look(key)) : undefined;
  const refuse = (): boolean => false;
  const proxy: object = new NativeProxy(target, {
    __proto__: null,
    get: (_target: object, key: PropertyKey) => {
      const caller = find(key);
      if (caller !== undefined || typeof key === "symbol" || isNeverTool(key as string)) {
        return caller ?? reflectGet(target, key);
      }
      throw new NativeTypeError(nearest().unknownMember(name, key as string, identifiers()));
    },
    has: (_target: object, key: PropertyKey) => find(key) !== undefined,
    ownKeys: () => copyOf(identifiers()),
    getOwnPropertyDescriptor: (_target: object, key: PropertyKey) => describeMember(find(key)),
    set: refuse,
    defineProperty: refuse,
    deleteProperty: refuse,
    setPrototypeOf: refuse,
    preventExtensions: refuse,
  } as ProxyHandler<object>);
  defineHidden(global, name, proxy);
}

function describeMember(caller: Caller | undefined): PropertyDescriptor | undefined {
  if (caller === undefined) {
    return undefined;
  }
  const descriptor = objectCreate(null) as PropertyDescriptor;
  descriptor.value = caller;
  descriptor.writable = false;
  descriptor.enumerable = true;
  descriptor.configurable = true;
  return descriptor;
}

function isNeverTool(key: string): boolean {
  // A tool is not looked up by number: what does that takes the namespace for a list.
  const first = charCodeAt(key, 0);
  if (first >= 48 && first <= 57) {
    return true;
  }
  for (let index = 0; index < NEVER_TOOLS.length; index += 1) {
    if (NEVER_TOOLS[index] === key) {
      return true;
    }
  }
  return hasOwn(ObjectPrototype, key);
}

function nearest(): NearestLibrary {
  return loadLibrary("nearest") as NearestLibrary;
}

/** The list is read only where a script wants all of it. The driver answers `[identifiers, own names]`. */
function readIdentifiers(listId: number): readonly string[] {
  return (jsonParse(host(`N${listId}`) ?? "[[]]") as readonly (readonly string[])[])[0] as readonly string[];
}

function copyOf(names: readonly string[]): string[] {
  const copy = new NativeArray<string>(names.length);
  for (let index = 0; index < names.length; index += 1) {
    defineValue(copy, index, names[index]);
  }
  return copy;
}
