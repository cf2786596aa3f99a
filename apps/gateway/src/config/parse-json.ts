import { parse, printParseErrorCode, type ParseError } from "jsonc-parser";
import { configError } from "./config-error.ts";

/**
 * Reads JSON with comments and trailing commas, as clients write their configurations.
 * @param name - the file's, for messages
 * @throws {PosternError} INVALID_CONFIG - with the line and column of what is not JSON
 */
export function parseJson(text: string, name: string): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parse(text.replace(/^\uFEFF/u, ""), errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first === undefined) {
    return value;
  }
  const before = text.slice(0, first.offset).split("\n");
  throw configError(name, [
    {
      path: `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`,
      found: JSON.stringify(text.slice(first.offset, first.offset + Math.max(first.length, 1)) || "end of file"),
      expected: `JSON (${printParseErrorCode(first.error)})`,
    },
  ]);
}
