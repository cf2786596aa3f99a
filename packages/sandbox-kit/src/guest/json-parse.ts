import { loadLibrary } from "./library.ts";
import { defineHidden, global, nativeLike, NativeSyntaxError } from "./primordials.ts";

interface JsonLibrary {
  readonly explainJson: (text: string) => string | undefined;
}

const { JSON: NativeJson } = global;
const { parse } = NativeJson;

/** Puts `JSON.parse` into the world: the engine's, with one wording of what is wrong with a text. */
export function installJsonParse(): void {
  const explained = (text: string, reviver?: Parameters<typeof parse>[1]): unknown => {
    try {
      return parse(text, reviver) as unknown;
    } catch (error) {
      const problem =
        error instanceof NativeSyntaxError ? (loadLibrary("json") as JsonLibrary).explainJson(`${text}`) : undefined;
      // A reviver may have thrown too: then nothing is wrong with the text.
      throw problem === undefined ? error : new NativeSyntaxError(problem);
    }
  };
  defineHidden(NativeJson, "parse", nativeLike("parse", explained));
}
