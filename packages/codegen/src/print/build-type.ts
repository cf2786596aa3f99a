import type { ArrayShape } from "../shape/array-shape.ts";
import type { Node } from "../shape/node.ts";
import type { ObjectShape } from "../shape/object-shape.ts";
import { isNone, isPlainEvery } from "../shape/part.ts";
import type { Evaluator } from "../shape/schema-context.ts";
import { isEveryValue, NO_VALUE } from "../shape/shape.ts";
import type { Scalars, Shape } from "../shape/shape.ts";
import { buildArray } from "./build-array.ts";
import { buildObject, everyObject, strengthen } from "./build-object.ts";
import { buildPart } from "./build-part.ts";
import type { Side } from "./build-part.ts";
import { cleanText } from "./clean-text.ts";
import { nodeComment, schemasOf } from "./comments.ts";
import { literalText } from "./literals.ts";
import type { Interner } from "./interner.ts";
import type { RecursiveType, TypeDoc } from "./type-doc.ts";

/** How types are built. */
export interface BuildOptions {
  readonly interner: Interner;
  /** What stands for any value: `unknown` for what a script passes, `any` for what it gets. */
  readonly anyText: "unknown" | "any";
  /** Bounds on the length of arrays become tuples. Not for inputs, where a script has an array of unknown length. */
  readonly isLengthChecked: boolean;
}

/** What the builders of parts need. */
export interface BuildContext extends BuildOptions {
  readonly evaluator: Evaluator;
  readonly any: TypeDoc;
  /** The type of a node. */
  readonly build: (node: Node) => TypeDoc;
}

const MAX_DEPTH = 40;
const MAX_TYPES = 20_000;
/** More literals than this are taken as their kind. */
const MAX_LITERALS = 512;

/** Builds the types of one document's nodes. */
export interface TypeBuilder {
  /** The type of a node. */
  readonly build: (node: Node) => TypeDoc;
  /** The type of the objects among a node's values. */
  readonly buildObjects: (node: Node) => TypeDoc;
}

/** Makes a builder. */
export function createTypeBuilder(evaluator: Evaluator, options: BuildOptions): TypeBuilder {
  const { interner } = options;
  const built = new Map<string, TypeDoc>();
  const active = new Map<string, RecursiveType | undefined>();
  const any = interner.text(options.anyText);
  const context: BuildContext = { ...options, evaluator, any, build };

  function build(node: Node): TypeDoc {
    const known = built.get(node.key);
    if (known !== undefined) {
      return known;
    }
    if (active.has(node.key)) {
      const target = active.get(node.key) ?? interner.recursive();
      active.set(node.key, target);
      return interner.intern({ kind: "recursive", target });
    }
    if (active.size >= MAX_DEPTH || built.size >= MAX_TYPES) {
      return withNote(any, `deeper than ${MAX_DEPTH} levels, or too large`, interner);
    }
    active.set(node.key, undefined);
    const body = withComment(buildShape(evaluator.evaluate(node), context), node, interner);
    const type = finish(body, active.get(node.key));
    active.delete(node.key);
    const name = evaluator.nodes.nameOf(node) ?? titleOf(node);
    if (name !== undefined) {
      interner.suggestName(type, name, "own");
    }
    built.set(node.key, type);
    return type;
  }

  function finish(body: TypeDoc, target: RecursiveType | undefined): TypeDoc {
    if (target === undefined) {
      return body;
    }
    target.body = body;
    return interner.intern({ kind: "recursive", target });
  }

  return {
    build,
    buildObjects: (node) => {
      const { object, note } = evaluator.evaluate(node);
      const type = buildShape({ ...NO_VALUE, object }, context);
      return withComment(note === undefined ? type : withNote(type, note, interner), node, interner);
    },
  };
}

function buildShape(shape: Shape, context: BuildContext): TypeDoc {
  const { interner, any } = context;
  const arrays: Side<ArrayShape> = {
    partOf: (other) => other.array,
    every: () => interner.intern({ kind: "array", item: any }),
    leaf: (leaf) => buildArray(leaf, context),
    conjunction: (types) => interner.intersection(types),
  };
  const objects: Side<ObjectShape> = {
    partOf: (other) => other.object,
    every: () => everyObject(context),
    leaf: (leaf) => buildObject(leaf, context),
    conjunction: (types) => strengthen(interner.intersection(types), interner),
  };
  if (isEveryValue(shape)) {
    const named = shape.object.op === "or" ? shape.object.parts.filter((part) => !isPlainEvery(part)) : [];
    const hints = named.map((part) => buildPart(part, { shape, side: objects }, context));
    const type = hints.length === 0 ? any : interner.intern({ kind: "union", members: [...new Set(hints), any] });
    return shape.note === undefined ? type : withNote(type, shape.note, interner);
  }
  const members = [
    ...scalarTypes(shape.string, "string", interner),
    ...scalarTypes(shape.number, "number", interner),
    ...scalarTypes(shape.boolean, "boolean", interner),
    ...(isNone(shape.array) ? [] : [buildPart(shape.array, { shape, side: arrays }, context)]),
    ...(isNone(shape.object) ? [] : [buildPart(shape.object, { shape, side: objects }, context)]),
    ...(shape.null ? [interner.text("null")] : []),
    ...(shape.exotic === "all" ? [] : [...shape.exotic].map((text) => interner.text(text))),
  ];
  const isVoid = members.length === 1 && members[0]?.kind === "text" && members[0].text === "undefined";
  return isVoid ? interner.text("void") : interner.union(members);
}

function withNote(type: TypeDoc, note: string, interner: Interner): TypeDoc {
  const tags = [cleanText(`@note ${note}`)];
  return interner.intern({ kind: "commented", comment: { description: "", tags }, type });
}

function withComment(type: TypeDoc, node: Node, interner: Interner): TypeDoc {
  const comment = nodeComment(node);
  return comment === undefined ? type : interner.intern({ kind: "commented", comment, type });
}

function scalarTypes<Value extends string | number | boolean>(
  scalars: Scalars<Value>,
  kind: string,
  interner: Interner,
): readonly TypeDoc[] {
  if (scalars === "all" || scalars.size > MAX_LITERALS) {
    return [interner.text(kind)];
  }
  return scalars.size === 0 ? [] : [interner.intern({ kind: "literals", texts: [...scalars].map(literalText) })];
}

function titleOf(node: Node): string | undefined {
  const titles = schemasOf(node).map((schema) => schema["title"]);
  return titles.find((title) => typeof title === "string" && /^[\p{L}][\p{L}\p{N} _-]{0,40}$/u.test(title)) as
    | string
    | undefined;
}
