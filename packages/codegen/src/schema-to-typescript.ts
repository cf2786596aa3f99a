import type { JsonSchema } from "@postern/core";
import type { Dialect } from "./schema/dialect.ts";
import { createInterner } from "./print/interner.ts";
import { createReducer, WHOLE } from "./print/reduce-type.ts";
import { declarationText, typeText } from "./print/render-type.ts";
import { shareTypes } from "./print/share-types.ts";
import { schemaType } from "./schema-type.ts";

/** Options of `schemaToTypeScript`. */
export interface SchemaToTypeScriptOptions {
  /** The name of the schema's own type; an identifier. Default `Root`. */
  readonly name?: string;
  /** How a schema is read that does not say. Default `mixed`: 2020-12 with older spellings understood. */
  readonly dialect?: Dialect;
}

/**
 * Type declarations for one schema: its own first, then those it shares. Every value that the schema accepts is assignable
 * to its type. Never fetches and never throws: what cannot be followed is `unknown`, with a note.
 */
export function schemaToTypeScript(schema: JsonSchema, options: SchemaToTypeScriptOptions = {}): string {
  const interner = createInterner();
  const settings = {
    anyText: "unknown",
    isLengthChecked: true,
    isObjectOnly: false,
    dialect: options.dialect,
  } as const;
  const { type } = schemaType(schema, settings, interner);
  const root = createReducer(interner, WHOLE, "object")(type);
  const name = options.name ?? "Root";
  const names = shareTypes([root], interner, [name]);
  const own = names.has(root) ? `type ${name} = ${typeText(root, names)};\n` : declarationText(name, root, names);
  return [own, ...[...names].map(([inner, text]) => declarationText(text, inner, names))].join("");
}
