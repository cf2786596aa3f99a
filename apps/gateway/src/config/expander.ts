import { basename, dirname } from "node:path";
import type { ConfigIssue } from "./config-error.ts";
import { expandVariables, type Variables } from "./expand-variables.ts";

/** What `parseConfig` needs to know of where the text comes from. */
export interface ConfigOrigin {
  /** The file's name, for messages. */
  readonly name: string;
  /** The folder that relative paths start from. */
  readonly directory: string;
  readonly environment: Variables["environment"];
}

/** Expands the texts of one entry and collects what cannot be. */
export class Expander {
  readonly #path: string;
  readonly #origin: ConfigOrigin;
  readonly #issues: ConfigIssue[];

  constructor(path: string, origin: ConfigOrigin, issues: ConfigIssue[]) {
    this.#path = path;
    this.#origin = origin;
    this.#issues = issues;
  }

  get directory(): string {
    return this.#origin.directory;
  }

  text(key: string, value: string): string {
    const { environment, directory } = this.#origin;
    const workspaceFolder = basename(directory) === ".vscode" ? dirname(directory) : directory;
    const expansion = expandVariables(value, { environment, workspaceFolder });
    if (expansion.status === "failed") {
      this.refuse(key, expansion.reference, expansion.expected);
      return value;
    }
    return expansion.text;
  }

  /** Tells of something that cannot be meant. */
  refuse(key: string, found: string, expected: string): void {
    this.#issues.push({ path: `${this.#path}.${key}`, found, expected });
  }

  record(key: string, values: Readonly<Record<string, string>> = {}): Record<string, string> {
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, this.text(`${key}.${name}`, value)]),
    );
  }
}
