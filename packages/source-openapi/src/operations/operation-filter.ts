import type { OperationEntry } from "../document/document-index.ts";

/** Which operations: those that match one pattern of every field given. `*` in a pattern stands for any characters. */
export interface OperationFilter {
  readonly tags?: readonly string[] | undefined;
  /** Path templates: `/repos/*`. */
  readonly paths?: readonly string[] | undefined;
  /** In any case: `GET`. */
  readonly methods?: readonly string[] | undefined;
  /** Names of tools. */
  readonly operations?: readonly string[] | undefined;
}

/** Whether an operation is wanted: any filter of `include` matches (or there is none), and none of `exclude`. */
export function createOperationFilter(options: {
  readonly include?: readonly OperationFilter[] | undefined;
  readonly exclude?: readonly OperationFilter[] | undefined;
}): (entry: OperationEntry, name: string) => boolean {
  const include = options.include?.map(compile);
  const exclude = options.exclude?.map(compile) ?? [];
  return (entry, name) =>
    (include?.some((matches) => matches(entry, name)) ?? true) && !exclude.some((matches) => matches(entry, name));
}

type Matches = (entry: OperationEntry, name: string) => boolean;

function compile(filter: OperationFilter): Matches {
  const tags = filter.tags?.map(pattern);
  const paths = filter.paths?.map(pattern);
  const methods = filter.methods?.map((method) => pattern(method.toUpperCase()));
  const operations = filter.operations?.map(pattern);
  return (entry, name) =>
    (tags?.some((tag) => (entry.tags ?? []).some((own) => tag.test(own))) ?? true) &&
    (paths?.some((path) => path.test(entry.path)) ?? true) &&
    (methods?.some((method) => method.test(entry.method)) ?? true) &&
    (operations?.some((operation) => operation.test(name)) ?? true);
}

function pattern(text: string): RegExp {
  const source = text
    .split("*")
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/gu, String.raw`\$&`))
    .join(".*");
  return new RegExp(`^${source}$`, "su");
}
