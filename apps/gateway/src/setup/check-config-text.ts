import { dirname } from "node:path";
import { parseConfig } from "../config/load-config.ts";

/**
 * Checks a configuration that is to be written, as if every variable were set: they may be set later, when it is used.
 * @throws {PosternError} INVALID_CONFIG
 */
export function checkConfigText(text: string, path: string): void {
  parseConfig(text, { name: path, directory: dirname(path), environment: new Proxy({}, { get: () => "set-later" }) });
}
