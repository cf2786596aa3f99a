import { PosternError } from "@postern/core";

/** One mistake in a configuration file. */
export interface ConfigIssue {
  /** Where in the file: `mcpServers.github.command`, or `line 3, column 7`. */
  readonly path: string;
  readonly found: string;
  readonly expected: string;
}

/** Every mistake of one file, in one error with the code `INVALID_CONFIG`. */
export function configError(file: string, issues: readonly ConfigIssue[]): PosternError {
  const lines = issues.map((issue) => `  ${issue.path}\n    found:    ${issue.found}\n    expected: ${issue.expected}`);
  const count = issues.length === 1 ? "1 mistake" : `${issues.length} mistakes`;
  return new PosternError("INVALID_CONFIG", `${file}: ${count}\n${lines.join("\n")}`);
}
