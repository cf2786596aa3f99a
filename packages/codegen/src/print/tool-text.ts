import type { ToolTypes } from "../tool-types.ts";
import { typeText } from "./render-type.ts";
import type { TypeNames } from "./render-type.ts";

/** What follows a tool's name: `(input: { owner: string }): Promise<any>`. */
export function callText(types: ToolTypes, names: TypeNames): string {
  const input = `input${types.isInputOptional ? "?" : ""}: ${typeText(types.input, names)}`;
  return `(${input}): Promise<${typeText(types.output, names)}>`;
}
