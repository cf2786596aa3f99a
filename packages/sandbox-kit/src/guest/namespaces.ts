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
} from "./primordials.ts";

type Caller = (...args: unknown[]) => Promise<unknown>;

interface NearestLibrary {
  readonly unknownMember: (namespace: string, name: string, candidates: readonly string[]) => string;
}

/** The members of a namespace, read from the driver when a script first looks into it. */
interface Members {
  readonly identifiers: readonly string[];
  /** From identifier, and from the tool's own name, to the member's place in the list. */
  readonly places: Map<string, number>;
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
  let members: Members | undefined;
  const list = (): Members => (members ??= readMembers(listId));
  const callers = new NativeMap<number, Caller>();
  const target = objectCreate(ObjectPrototype);
  defineHidden(
    target,
    "toString",
    nativeLike("toString", () => `[object ${name}]`),
  );

  const callerAt = (place: number): Caller => {
    let caller = mapGet(callers, place);
    if (caller === undefined) {
      caller = nativeLike(list().identifiers[place] as string, (...args: unknown[]) => startCall(index, place, args));
      mapSet(callers, place, caller);
    }
    return caller;
  };
  const find = (key: PropertyKey): Caller | undefined => {
    const place = typeof key === "string" ? mapGet(list().places, key) : undefined;
    return place === undefined ? undefined : callerAt(place);
  };
  const refuse = (): boolean => false;
  const proxy: object = new NativeProxy(target, {
    __proto__: null,
    get: (_target: object, key: PropertyKey) => {
      const caller = find(key);
      if (caller !== undefined || typeof key === "symbol" || isNeverTool(key as string)) {
        return caller ?? reflectGet(target, key);
      }
      throw new NativeTypeError(nearest().unknownMember(name, key as string, list().identifiers));
    },
    has: (_target: object, key: PropertyKey) => find(key) !== undefined,
    ownKeys: () => copyOf(list().identifiers),
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

/** The driver answers `[identifiers, own names]`; an own name that is the identifier, or none to call by, is 0. */
function readMembers(listId: number): Members {
  const list = jsonParse(host(`N${listId}`) ?? "[[],[]]") as readonly (readonly (string | 0)[])[];
  const identifiers = list[0] as readonly string[];
  const ownNames = list[1] as readonly (string | 0)[];
  const places = new NativeMap<string, number>();
  for (let place = 0; place < ownNames.length; place += 1) {
    const ownName = ownNames[place];
    if (typeof ownName === "string") {
      mapSet(places, ownName, place);
    }
  }
  for (let place = 0; place < identifiers.length; place += 1) {
    mapSet(places, identifiers[place] as string, place);
  }
  return { identifiers, places };
}

function copyOf(names: readonly string[]): string[] {
  const copy = new NativeArray<string>(names.length);
  for (let index = 0; index < names.length; index += 1) {
    defineValue(copy, index, names[index]);
  }
  return copy;
}
