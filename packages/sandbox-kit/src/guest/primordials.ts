/**
 * What the guest half uses of the language, taken before any script runs. A script that replaces builtins afterwards
 * harms only itself. Code in this folder looks nothing up on prototypes later: no spread, no `for...of`, no methods.
 */

const { bind, call } = Function.prototype;
/** Makes a function of a method: the receiver becomes the first argument. */
const uncurryThis = bind.bind(call) as (method: unknown) => never;

function getterOf(prototype: object, key: PropertyKey): never {
  return uncurryThis(Object.getOwnPropertyDescriptor(prototype, key)?.get);
}

export const global: typeof globalThis = globalThis;
export const NativeArray: ArrayConstructor = Array;
export const NativeArrayBuffer: ArrayBufferConstructor = ArrayBuffer;
export const NativeDate: DateConstructor = Date;
export const NativeError: ErrorConstructor = Error;
export const NativeFunction: FunctionConstructor = Function;
export const NativeMap: MapConstructor = Map;
export const NativePromise: PromiseConstructor = Promise;
export const NativeProxy: ProxyConstructor = Proxy;
export const NativeRangeError: RangeErrorConstructor = RangeError;
export const NativeRegExp: RegExpConstructor = RegExp;
export const NativeSet: SetConstructor = Set;
export const NativeSyntaxError: SyntaxErrorConstructor = SyntaxError;
export const NativeString: StringConstructor = String;
export const NativeTypeError: TypeErrorConstructor = TypeError;
export const NativeUint8Array: Uint8ArrayConstructor = Uint8Array;
export const NativeWeakMap: WeakMapConstructor = WeakMap;
export const AsyncFunction: new (body: string) => () => Promise<unknown> = (async (): Promise<void> => undefined)
  .constructor as new (body: string) => () => Promise<unknown>;

export const ObjectPrototype: object = Object.prototype;
export const isArray: (value: unknown) => value is readonly unknown[] = Array.isArray;
export const objectCreate: (prototype: object | null) => object = Object.create;
export const objectKeys: (value: object) => string[] = Object.keys;
export const defineProperty: typeof Object.defineProperty = Object.defineProperty;
export const getOwnPropertyDescriptor: typeof Object.getOwnPropertyDescriptor = Object.getOwnPropertyDescriptor;
export const getPrototypeOf: (value: object) => object | null = Object.getPrototypeOf;
export const ownKeys: (value: object) => PropertyKey[] = Reflect.ownKeys;
export const reflectApply: (target: unknown, self: unknown, args: readonly unknown[]) => unknown =
  Reflect.apply as never;
export const reflectGet: (target: object, key: PropertyKey) => unknown = Reflect.get;
export const jsonParse: (text: string) => unknown = JSON.parse;
export const jsonStringify: (value: unknown) => string = JSON.stringify as never;
export const isFiniteNumber: (value: unknown) => boolean = Number.isFinite;
export const fromCharCode: (...codes: number[]) => string = String.fromCharCode;
export const now: () => number = Date.now;
export const floor: (value: number) => number = Math.floor;

export const objectToString: (self: unknown) => string = uncurryThis(Object.prototype.toString);
export const hasOwn: (value: object, key: PropertyKey) => boolean = Object.hasOwn;
export const functionToString: (self: unknown) => string = uncurryThis(Function.prototype.toString);
export const charCodeAt: (self: string, index: number) => number = uncurryThis(String.prototype.charCodeAt);
export const stringSlice: (self: string, from: number, to?: number) => string = uncurryThis(String.prototype.slice);
export const stringIndexOf: (self: string, text: string, from?: number) => number = uncurryThis(
  String.prototype.indexOf,
);
export const toWellFormed: (self: string) => string = uncurryThis(String.prototype.toWellFormed);
export const regExpExec: (self: RegExp, text: string) => RegExpExecArray | null = uncurryThis(RegExp.prototype.exec);
export const regExpToString: (self: RegExp) => string = uncurryThis(RegExp.prototype.toString);
export const symbolToString: (self: symbol) => string = uncurryThis(Symbol.prototype.toString);
export const bigintToString: (self: bigint) => string = uncurryThis(BigInt.prototype.toString);
export const dateGetTime: (self: Date) => number = uncurryThis(Date.prototype.getTime);
export const dateToISOString: (self: Date) => string = uncurryThis(Date.prototype.toISOString);
export const mapGet: <K, V>(self: Map<K, V>, key: K) => V | undefined = uncurryThis(Map.prototype.get);
export const mapSet: <K, V>(self: Map<K, V>, key: K, value: V) => Map<K, V> = uncurryThis(Map.prototype.set);
export const mapHas: <K, V>(self: Map<K, V>, key: K) => boolean = uncurryThis(Map.prototype.has);
export const mapDelete: <K, V>(self: Map<K, V>, key: K) => boolean = uncurryThis(Map.prototype.delete);
export const mapForEach: <K, V>(self: Map<K, V>, visit: (value: V, key: K) => void) => void = uncurryThis(
  Map.prototype.forEach,
);
export const mapSize: (self: Map<unknown, unknown>) => number = getterOf(Map.prototype, "size");
export const setAdd: <T>(self: Set<T>, value: T) => Set<T> = uncurryThis(Set.prototype.add);
export const setHas: <T>(self: Set<T>, value: T) => boolean = uncurryThis(Set.prototype.has);
export const setDelete: <T>(self: Set<T>, value: T) => boolean = uncurryThis(Set.prototype.delete);
export const setForEach: <T>(self: Set<T>, visit: (value: T) => void) => void = uncurryThis(Set.prototype.forEach);
export const setSize: (self: Set<unknown>) => number = getterOf(Set.prototype, "size");
export const weakMapGet: <V>(self: WeakMap<object, V>, key: object) => V | undefined = uncurryThis(
  WeakMap.prototype.get,
);
export const weakMapSet: <V>(self: WeakMap<object, V>, key: object, value: V) => unknown = uncurryThis(
  WeakMap.prototype.set,
);
export const promiseThen: (
  self: Promise<unknown>,
  onFulfilled: (value: unknown) => void,
  onRejected: (reason: unknown) => void,
) => unknown = uncurryThis(Promise.prototype.then);

const typedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype) as object;
/** `Uint8Array`, `Float64Array`…, or undefined for what is no typed array. */
export const typedArrayName: (self: unknown) => string | undefined = getterOf(typedArrayPrototype, Symbol.toStringTag);
export const typedArrayLength: (self: unknown) => number = getterOf(typedArrayPrototype, "length");
export const arrayBufferByteLength: (self: unknown) => number = getterOf(ArrayBuffer.prototype, "byteLength");

/** An enumerable data property that no setter on a prototype can catch. */
export function defineValue(target: object, key: PropertyKey, value: unknown): void {
  const descriptor = dataDescriptor(value);
  descriptor.enumerable = true;
  defineProperty(target, key, descriptor);
}

/** The same, not enumerable. */
export function defineHidden(target: object, key: PropertyKey, value: unknown): void {
  defineProperty(target, key, dataDescriptor(value));
}

const bindFunction = uncurryThis(bind) as (target: unknown, self: unknown) => never;

/** A function for scripts: its source is nobody's business and it is no constructor. */
export function nativeLike<F extends (...args: never[]) => unknown>(name: string, implementation: F): F {
  const bound: F = bindFunction(implementation, undefined);
  defineHidden(bound, "name", name);
  return bound;
}

/** Without a prototype: descriptors are read through the chain. */
function dataDescriptor(value: unknown): PropertyDescriptor {
  const descriptor = objectCreate(null) as PropertyDescriptor;
  descriptor.value = value;
  descriptor.writable = true;
  descriptor.configurable = true;
  descriptor.enumerable = false;
  return descriptor;
}
