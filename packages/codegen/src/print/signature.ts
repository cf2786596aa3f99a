import type { ToolTypes } from "../tool-types.ts";
import type { Interner } from "./interner.ts";
import { createReducer, SHAPES } from "./reduce-type.ts";
import { callText } from "./tool-text.ts";

/** A deeper signature of more characters is not answered. */
const MAX_CHARS = 1600;
const MAX_DEPTH = 6;
const NO_NAMES = new Map<never, never>();

/** A tool on one line, as deep as fits; the outermost object is there in any case. */
export function signatureText(types: ToolTypes, interner: Interner): string {
  let text = atDepth(types, 1, interner);
  for (let depth = 2; depth <= MAX_DEPTH; depth += 1) {
    const deeper = atDepth(types, depth, interner);
    if (deeper === text || deeper.length > MAX_CHARS) {
      return text;
    }
    text = deeper;
  }
  return text;
}

function atDepth(types: ToolTypes, depth: number, interner: Interner): string {
  const level = { ...SHAPES, depth };
  const input = createReducer(interner, level, "object")(types.input);
  const output = createReducer(interner, level, "any")(types.output);
  return `${types.tool.expression}${callText({ ...types, input, output }, NO_NAMES)}`;
}
