import { readFileSync } from "node:fs";
import { errorMessage, PosternError } from "@postern/core";

/** The text of a script's file, or of standard input for `-`. @throws {PosternError} INVALID_OPTION */
export function readScript(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new PosternError("INVALID_OPTION", `${file} cannot be read: ${errorMessage(error)}`, { cause: error });
  }
}
