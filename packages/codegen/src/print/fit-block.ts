import type { Interner } from "./interner.ts";
import { levelsOf } from "./levels.ts";
import { namespaceBlock } from "./namespace-block.ts";
import type { BlockOptions } from "./namespace-block.ts";
import type { Detail } from "../options.ts";
import type { Level } from "./reduce-type.ts";

/** A block to print, and how large it may be. */
export interface FitOptions extends Pick<BlockOptions, "name" | "tools" | "hasOwnNames"> {
  readonly detail: Detail;
  readonly maxTokens: number;
  readonly countTokens: (text: string) => number;
}

/** The block that says most within its budget. One without tools is answered even where that is too much. */
export function fitBlock(options: FitOptions, interner: Interner): string {
  const { tools, maxTokens, countTokens } = options;
  const levels = levelsOf(options.detail);
  const print = (level: Level, count: number): string =>
    namespaceBlock({ ...options, level, tools: tools.slice(0, count), omittedTools: tools.length - count }, interner);
  if (maxTokens === Infinity) {
    return levels[0] === undefined ? "" : print(levels[0], tools.length);
  }
  const fits = (text: string): boolean => countTokens(text) <= maxTokens;
  for (const level of levels) {
    const text = print(level, tools.length);
    if (fits(text)) {
      return text;
    }
  }
  const last = levels.at(-1);
  return last === undefined ? "" : fewestOmitted((count) => print(last, count), tools.length, fits);
}

/** The text with the most tools that fits, by halving. */
function fewestOmitted(print: (count: number) => string, total: number, fits: (text: string) => boolean): string {
  let text = print(0);
  let low = 0;
  let high = total - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const tried = print(middle);
    if (fits(tried)) {
      low = middle;
      text = tried;
    } else {
      high = middle - 1;
    }
  }
  return text;
}
