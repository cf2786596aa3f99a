import type { ScriptValue } from "@postern/core";
import { isPlainName } from "./plain-name.ts";

/** Levels of nesting that are told apart; what lies deeper may be anything. */
const MAX_DEPTH = 10;
/** Properties of one object; with more, it is a table. */
const MAX_PROPERTIES = 64;
/** Objects and lists in one shape. */
const MAX_NODES = 400;
/** Values looked at in one result. */
const MAX_VALUES = 3000;
/** Elements looked at in one list, spread over all of it. */
const MAX_ELEMENTS = 60;

/** Kinds of scalar values. */
export type ScalarKind = "string" | "number" | "boolean" | "null";

/**
 * What values of one place look like, never what they are. Everything seen is kept side by side: a shape only ever gets
 * wider.
 */
export interface Shape {
  readonly scalars: Set<ScalarKind>;
  list?: ListShape;
  object?: ObjectShape;
  /** Bytes were seen, or something too deep or too much to tell: it may be anything. */
  isAnything: boolean;
}

interface ListShape {
  /** Absent as long as only empty lists were seen. */
  items?: Shape;
}

/** Objects seen in one place. */
export interface ObjectShape {
  /** How many. A property seen less often is optional. */
  count: number;
  readonly properties: Map<string, PropertyShape>;
  /** There were other properties, whose names are not kept. */
  isOpen: boolean;
}

interface PropertyShape {
  count: number;
  readonly shape: Shape;
}

/** A shape of nothing yet. */
export function createShape(): Shape {
  return { scalars: new Set(), isAnything: false };
}

/** Widens a shape by a value. Work and size are bounded whatever the value is like. */
export function widenShape(shape: Shape, value: ScriptValue): void {
  new Widening(countNodes(shape)).widen(shape, value, 0);
}

class Widening {
  #nodes: number;
  #values = 0;

  constructor(nodes: number) {
    this.#nodes = nodes;
  }

  widen(shape: Shape, value: ScriptValue, depth: number): void {
    this.#values += 1;
    if (shape.isAnything) {
      return;
    }
    if (value === null) {
      shape.scalars.add("null");
    } else if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
      shape.scalars.add(typeof value as ScalarKind);
    } else if (value instanceof Uint8Array || depth >= MAX_DEPTH) {
      shape.isAnything = true;
    } else if (Array.isArray(value)) {
      this.#widenList(shape, value, depth);
    } else {
      this.#widenObject(shape, value as { readonly [key: string]: ScriptValue }, depth);
    }
  }

  #widenList(shape: Shape, list: readonly ScriptValue[], depth: number): void {
    shape.list ??= this.#node({});
    const step = Math.max(1, Math.ceil(list.length / MAX_ELEMENTS));
    for (let index = 0; index < list.length && this.#values < MAX_VALUES; index += step) {
      const element = list[index];
      if (element !== undefined) {
        shape.list.items ??= createShape();
        this.widen(shape.list.items, element, depth + 1);
      }
    }
  }

  #widenObject(shape: Shape, object: { readonly [key: string]: ScriptValue }, depth: number): void {
    shape.object ??= this.#node({ count: 0, properties: new Map(), isOpen: false });
    const known = shape.object;
    known.count += 1;
    for (const name in object) {
      if (!Object.hasOwn(object, name) || object[name] === undefined) {
        continue;
      }
      const property = this.#property(known, name);
      if (property === undefined || this.#values >= MAX_VALUES) {
        known.isOpen = true;
      } else {
        property.count += 1;
        this.widen(property.shape, object[name], depth + 1);
      }
    }
  }

  #property(object: ObjectShape, name: string): PropertyShape | undefined {
    const known = object.properties.get(name);
    const isFull = object.properties.size >= MAX_PROPERTIES || this.#nodes >= MAX_NODES;
    if (known !== undefined || isFull || !isPlainName(name)) {
      return known;
    }
    const property = { count: 0, shape: createShape() };
    object.properties.set(name, property);
    return property;
  }

  #node<Node>(node: Node): Node {
    this.#nodes += 1;
    return node;
  }
}

function countNodes(shape: Shape): number {
  let count = (shape.list === undefined ? 0 : 1) + (shape.object === undefined ? 0 : 1);
  if (shape.list?.items !== undefined) {
    count += countNodes(shape.list.items);
  }
  for (const property of shape.object?.properties.values() ?? []) {
    count += countNodes(property.shape);
  }
  return count;
}
