import type { ToolTypes } from "../tool-types.ts";
import { typeText } from "./render-type.ts";
import type { TypeNames } from "./render-type.ts";

/** Name of the type that {@link RESPONSE_DECLARATION} declares. */
export const RESPONSE_TYPE = "Answer";
/** What a call answers: by itself the body, and the whole response where the script asks for it. */
export const RESPONSE_DECLARATION: string = `type ${RESPONSE_TYPE}<T, R> = R extends true ? { status: number; headers: Record<string, string>; body: T } : T;\n`;

/** What follows a tool's name on a line of its own: `(input: { owner: string }): Promise<any>`. */
export function callText(types: ToolTypes, names: TypeNames): string {
  const options = types.supportsResponse ? ", options?: { response: true }" : "";
  return `(${inputText(types, names)}${options}): Promise<${typeText(types.output, names)}>`;
}

/** What follows a tool's name in a block that has {@link RESPONSE_DECLARATION}, where the answer's type follows the options. */
export function memberText(types: ToolTypes, names: TypeNames): string {
  if (!types.supportsResponse) {
    return callText(types, names);
  }
  const output = `${RESPONSE_TYPE}<${typeText(types.output, names)}, R>`;
  return `<R extends boolean = false>(${inputText(types, names)}, options?: { response?: R }): Promise<${output}>`;
}

function inputText({ input, isInputOptional }: ToolTypes, names: TypeNames): string {
  return `input${isInputOptional ? "?" : ""}: ${typeText(input, names)}`;
}
