import type { ArrayShape } from "../shape/array-shape.ts";
import type { BuildContext } from "./build-type.ts";
import type { TupleItem, TypeDoc } from "./type-doc.ts";

/** Longer bounds are not written out as tuples. */
const MAX_WRITTEN_ITEMS = 8;

/** The type of some arrays: `T[]`, or a tuple where places differ. */
export function buildArray(shape: ArrayShape, context: BuildContext): TypeDoc {
  const { interner } = context;
  const rest = context.build(shape.rest);
  const isClosed = rest.kind === "text" && rest.text === "never";
  const written =
    context.isLengthChecked && rest.kind === "text" && !isClosed ? MAX_WRITTEN_ITEMS : shape.prefix.length;
  const minItems = Math.min(shape.minItems, written);
  const isBounded = isClosed || shape.maxItems <= written;
  const length = isBounded ? Math.min(shape.maxItems, written) : Math.max(shape.prefix.length, minItems);
  if (isBounded && length < shape.minItems) {
    return interner.text("never");
  }
  if (length === 0 && !isBounded) {
    return interner.intern({ kind: "array", item: rest });
  }
  const items: TupleItem[] = Array.from({ length }, (_, index) => {
    const place = shape.prefix[index];
    return { type: place === undefined ? rest : context.build(place), mark: index < minItems ? "" : "?" };
  });
  return tuple(isBounded ? items : [...items, { type: rest, mark: "..." }], context);
}

/** A place that nothing fits ends the tuple before it. */
function tuple(items: readonly TupleItem[], context: BuildContext): TypeDoc {
  const { interner } = context;
  const end = items.findIndex(({ type, mark }) => type.kind === "text" && type.text === "never" && mark !== "...");
  if (end === -1) {
    return interner.intern({ kind: "tuple", items });
  }
  return items[end]?.mark === ""
    ? interner.text("never")
    : interner.intern({ kind: "tuple", items: items.slice(0, end) });
}
