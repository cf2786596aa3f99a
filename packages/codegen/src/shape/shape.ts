import { mergeArrays } from "./array-shape.ts";
import type { ArrayShape } from "./array-shape.ts";
import { mergeObjects } from "./object-shape.ts";
import type { ObjectShape } from "./object-shape.ts";
import { EVERY, intersectParts, isEvery, isNone, NONE, uniteParts } from "./part.ts";
import type { Part } from "./part.ts";

/** Some values of a scalar kind: all of them, or these. */
export type Scalars<Value> = "all" | ReadonlySet<Value>;

/** What schemas spell with `x-postern-type`, as TypeScript. */
export type Exotic = "Uint8Array" | "undefined";

/** The kinds of JSON values, as bits. */
export const KIND = { null: 1, boolean: 2, number: 4, string: 8, array: 16, object: 32 } as const;

/** Every kind. */
const EVERY_KIND = 63;

/** The values that a schema accepts, kind by kind; never fewer than it accepts. */
export interface Shape {
  readonly null: boolean;
  readonly boolean: Scalars<boolean>;
  readonly number: Scalars<number>;
  readonly string: Scalars<string>;
  readonly array: Part<ArrayShape>;
  readonly object: Part<ObjectShape>;
  /** Values that JSON has no word for. */
  readonly exotic: Scalars<Exotic>;
  /** The kinds (bits of {@link KIND}) of which the schema may accept fewer values than the shape has. */
  readonly inexact: number;
  /** Why the shape is wider than a reader would expect. */
  readonly note?: string;
}

/** Every JSON value. */
export const EVERY_VALUE: Shape = {
  null: true,
  boolean: "all",
  number: "all",
  string: "all",
  array: EVERY,
  object: EVERY,
  exotic: "all",
  inexact: 0,
};

const NOTHING: ReadonlySet<never> = new Set<never>();

/** No value. */
export const NO_VALUE: Shape = {
  null: false,
  boolean: NOTHING,
  number: NOTHING,
  string: NOTHING,
  array: NONE,
  object: NONE,
  exotic: NOTHING,
  inexact: 0,
};

/** Any value, because something could not be followed. */
export function unknownShape(note: string): Shape {
  return { ...EVERY_VALUE, inexact: EVERY_KIND, note };
}

/** The values of some kinds. */
export function valuesOfKinds(kinds: number): Shape {
  return {
    null: (kinds & KIND.null) !== 0,
    boolean: kinds & KIND.boolean ? "all" : NOTHING,
    number: kinds & KIND.number ? "all" : NOTHING,
    string: kinds & KIND.string ? "all" : NOTHING,
    array: kinds & KIND.array ? EVERY : NONE,
    object: kinds & KIND.object ? EVERY : NONE,
    exotic: NOTHING,
    inexact: 0,
  };
}

/** The kinds that a shape has values of. */
export function kindsOf(shape: Shape): number {
  return (
    (shape.null ? KIND.null : 0) |
    (isEmpty(shape.boolean) ? 0 : KIND.boolean) |
    (isEmpty(shape.number) ? 0 : KIND.number) |
    (isEmpty(shape.string) ? 0 : KIND.string) |
    (isNone(shape.array) ? 0 : KIND.array) |
    (isNone(shape.object) ? 0 : KIND.object)
  );
}

/** The kinds that a shape has every value of. */
function wholeKindsOf(shape: Shape): number {
  return (
    (shape.null ? KIND.null : 0) |
    (shape.boolean === "all" ? KIND.boolean : 0) |
    (shape.number === "all" ? KIND.number : 0) |
    (shape.string === "all" ? KIND.string : 0) |
    (isEvery(shape.array) ? KIND.array : 0) |
    (isEvery(shape.object) ? KIND.object : 0)
  );
}

/** Whether a shape has every value. */
export function isEveryValue(shape: Shape): boolean {
  return wholeKindsOf(shape) === EVERY_KIND;
}

/** The values that are in both. */
export function intersect(a: Shape, b: Shape): Shape {
  const note = a.note ?? b.note;
  return {
    null: a.null && b.null,
    boolean: intersectScalars(a.boolean, b.boolean),
    number: intersectScalars(a.number, b.number),
    string: intersectScalars(a.string, b.string),
    array: intersectParts(a.array, b.array, mergeArrays),
    object: intersectParts(a.object, b.object, mergeObjects),
    exotic: intersectScalars(a.exotic, b.exotic),
    inexact: a.inexact | b.inexact,
    ...(note !== undefined && { note }),
  };
}

/** The values that are in one or the other. */
export function unite(a: Shape, b: Shape): Shape {
  const note = a.note ?? b.note;
  const boolean = uniteScalars(a.boolean, b.boolean);
  return {
    null: a.null || b.null,
    boolean: boolean !== "all" && boolean.size === 2 ? "all" : boolean,
    number: uniteScalars(a.number, b.number),
    string: uniteScalars(a.string, b.string),
    array: uniteParts(a.array, b.array),
    object: uniteParts(a.object, b.object),
    exotic: uniteScalars(a.exotic, b.exotic),
    inexact: a.inexact | b.inexact,
    ...(note !== undefined && { note }),
  };
}

/** Whether there is no value of the kind. */
export function isEmpty<Value>(scalars: Scalars<Value>): boolean {
  return scalars !== "all" && scalars.size === 0;
}

function intersectScalars<Value>(a: Scalars<Value>, b: Scalars<Value>): Scalars<Value> {
  if (a === "all" || b === "all") {
    return a === "all" ? b : a;
  }
  return new Set([...a].filter((value) => b.has(value)));
}

function uniteScalars<Value>(a: Scalars<Value>, b: Scalars<Value>): Scalars<Value> {
  return a === "all" || b === "all" ? "all" : new Set([...a, ...b]);
}
