import { nearestNames } from "@postern/core";
import type { z } from "zod";
import type { ConfigIssue } from "./config-error.ts";

/** Says what a schema found wrong in words: path, found, expected. Values under `env` and `headers` are never shown. */
export function explainIssues(issues: readonly z.core.$ZodIssue[], root: unknown): readonly ConfigIssue[] {
  return issues.flatMap((issue) => explain(issue, root));
}

/** Keys of the file that nobody knows but that are nearly one of `known`; other programs' keys are left in peace. */
export function misspeltKeys(root: unknown, known: readonly string[]): readonly ConfigIssue[] {
  const keys = typeof root === "object" && root !== null ? Object.keys(root) : [];
  return keys
    .filter((key) => !known.includes(key))
    .flatMap((key) => {
      const [nearest] = nearestNames(key, known, 1);
      return nearest !== undefined && Math.abs(nearest.length - key.length) <= 2
        ? [{ path: key, found: "an unknown key", expected: nearest }]
        : [];
    });
}

function explain(issue: z.core.$ZodIssue, root: unknown): readonly ConfigIssue[] {
  if (issue.code === "invalid_union") {
    return explainUnion(issue, root);
  }
  const value = valueAt(root, issue.path);
  const path = formatPath(issue.path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: `${path}.${key}`,
      found: "an unknown key",
      expected: "one that the schema has; see postern.schema.json",
    }));
  }
  return [{ path, found: describe(value, issue.path), expected: expectation(issue) }];
}

/** Of a union's alternatives, the one that the value comes nearest to. */
function explainUnion(issue: z.core.$ZodIssueInvalidUnion, root: unknown): readonly ConfigIssue[] {
  const value = valueAt(root, issue.path);
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const isServer = issue.path.length === 2 && (issue.path[0] === "mcpServers" || issue.path[0] === "servers");
  if (isServer && isObject) {
    return explainServer(issue, { value, root });
  }
  if ("options" in issue && Array.isArray(issue.options)) {
    const expected = issue.options.map((option) => JSON.stringify(option)).join(" or ");
    return [{ path: formatPath(issue.path), found: describe(value, issue.path), expected }];
  }
  return alternative(issue, isObject ? issue.errors.length - 1 : 0, root);
}

/** Servers with a `url` are remote ones. */
function explainServer(
  issue: z.core.$ZodIssueInvalidUnion,
  { value, root }: { readonly value: object; readonly root: unknown },
): readonly ConfigIssue[] {
  const isRemote = "url" in value || ("type" in value && value.type !== "stdio");
  if (isRemote || "command" in value || "type" in value) {
    return alternative(issue, isRemote ? 1 : 0, root);
  }
  const expected = '"command" (a program to start) or "url" (an endpoint to connect to)';
  return [{ path: formatPath(issue.path), found: `an object with ${keysOf(value)}`, expected }];
}

function alternative(issue: z.core.$ZodIssueInvalidUnion, index: number, root: unknown): readonly ConfigIssue[] {
  const nested = issue.errors[index] ?? [];
  return nested.flatMap((inner) => explain({ ...inner, path: [...issue.path, ...inner.path] }, root));
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_value") {
    return issue.values.map((value) => JSON.stringify(value)).join(" or ");
  }
  if (issue.code === "invalid_type") {
    return issue.expected;
  }
  if (issue.code === "too_small") {
    return issue.origin === "string" ? "a text that is not empty" : `a number of at least ${issue.minimum}`;
  }
  return issue.message;
}

function keysOf(value: object): string {
  const keys = Object.keys(value).slice(0, 8);
  return keys.length === 0 ? "no keys" : `the keys ${keys.join(", ")}`;
}

/** Keys below which values are secrets, or may hold some. */
const SECRET_KEYS: ReadonlySet<string> = new Set(["env", "headers", "args", "url", "auth", "apiKey"]);

function describe(value: unknown, path: readonly PropertyKey[]): string {
  if (value === undefined) {
    return "nothing";
  }
  if (value === null || Array.isArray(value)) {
    return value === null ? "null" : "an array";
  }
  if (typeof value === "object") {
    return "an object";
  }
  const mayBeSecret = path.some((part) => typeof part === "string" && SECRET_KEYS.has(part));
  return mayBeSecret ? `a ${typeof value}` : `${JSON.stringify(value)} (a ${typeof value})`;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const part of path) {
    value = typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined;
  }
  return value;
}

function formatPath(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  return text.replace(/^\./u, "") || "(the whole file)";
}
