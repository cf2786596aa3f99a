import type { FailureCode, GuestError, GuestNamespace, PreparedScript } from "@postern/core";
import type { Node } from "acorn";
import { importMessage, unknownGlobalMessage } from "./absent-globals.ts";
import { errorSite } from "./error-site.ts";
import type { ErrorSite } from "./error-site.ts";
import { commonWords } from "./error-words.ts";
import type { ErrorWords } from "./error-words.ts";
import { findNode, parseScript } from "./script-tree.ts";
import type { ParsedScript } from "./script-tree.ts";
import { offsetAt, placeAt } from "./text-place.ts";

/** Codes that the guest's half may give: those of errors the bridge threw itself. All others are the host's to give. */
const GUEST_CODES: readonly FailureCode[] = ["SYNTAX", "UNSERIALIZABLE", "OUTPUT_LIMIT", "DENIED"];

/** A failure frame: untrusted in every field. */
interface FailureFrame {
  readonly message?: unknown;
  readonly name?: unknown;
  readonly code?: unknown;
  /** `line:column line:column`, innermost first. */
  readonly places?: unknown;
  /** The engine counts columns in code points. */
  readonly points?: unknown;
  /** A builtin threw it. */
  readonly native?: unknown;
  readonly cause?: FailureFrame;
}

/** The script that failed, and what it could call. */
export interface FailedScript {
  readonly script: PreparedScript;
  readonly namespaces: readonly GuestNamespace[];
}

const MAX_MESSAGE_CHARS = 4096;

/** Makes the error of a failed script from what the guest's half told: the same on every engine. */
export function readFailure(text: string, failed: FailedScript): GuestError {
  const frame = JSON.parse(text) as FailureFrame;
  const code = GUEST_CODES.find((known) => known === frame.code) ?? "SCRIPT";
  const error = named(frame);
  if (code === "SYNTAX") {
    return syntaxError(error.message, failed);
  }
  if (error.name === undefined || code !== "SCRIPT") {
    return { code, ...error, ...rawPlace(frame, failed.script), ...causeOf(frame) };
  }
  const parsed = parseScript(failed.script.code);
  const site = siteOf(frame, failed.script, parsed);
  const raw = { name: error.name, message: error.message, site, isNative: frame.native === true };
  const imported = importFailure(raw, failed, parsed);
  if (imported !== undefined) {
    return imported;
  }
  const words = commonWords(raw);
  const unknown = words.name === "ReferenceError" ? /^(\S+) is not defined$/u.exec(words.message)?.[1] : undefined;
  const offset = site && parsed?.status === "parsed" ? nameOffset(parsed.root, site.offset, unknown) : site?.offset;
  return {
    code,
    ...words,
    ...(unknown !== undefined && { message: unknownGlobalMessage(unknown, failed.namespaces) }),
    ...(offset === undefined ? rawPlace(frame, failed.script) : modelPlace(failed.script, offset)),
    ...causeOf(frame),
  };
}

function named(frame: FailureFrame): { readonly name?: string; readonly message: string } {
  const message = String(frame.message).slice(0, MAX_MESSAGE_CHARS);
  return typeof frame.name === "string" ? { name: frame.name.slice(0, MAX_MESSAGE_CHARS), message } : { message };
}

function causeOf({ cause }: FailureFrame): Pick<GuestError, "cause"> {
  if (cause === undefined) {
    return {};
  }
  const { name, message } = named(cause);
  const raw = { name: name ?? "", message, site: undefined, isNative: false };
  return { cause: name === undefined ? { message } : commonWords(raw) };
}

/** What does not parse is told in one parser's words, whatever the engine said. */
function syntaxError(engineMessage: string, { script, namespaces }: FailedScript): GuestError {
  const parsed = parseScript(script.code);
  if (parsed?.status !== "failed") {
    return { code: "SYNTAX", name: "SyntaxError", message: engineMessage };
  }
  const { message, line, column } = parsed.problem;
  const isImport = /'import'|import\.meta/u.test(message);
  return {
    code: "SYNTAX",
    name: "SyntaxError",
    message: isImport ? importMessage(namespaces) : message,
    line: Math.max(1, line - script.lineOffset),
    column,
  };
}

/** How engines say that there is nothing to import; the place is that of the script's `import(…)`. */
function importFailure(
  { message }: ErrorWords,
  { script, namespaces }: FailedScript,
  parsed: ParsedScript | undefined,
): GuestError | undefined {
  const isImport = /^(?:could not load module|Not supported$|Module not found|A dynamic import callback)/iu.test(
    message,
  );
  const node = isImport && parsed?.status === "parsed" ? findNode(parsed.root, "ImportExpression") : undefined;
  return node === undefined
    ? undefined
    : { code: "SCRIPT", name: "TypeError", message: importMessage(namespaces), ...modelPlace(script, node.start) };
}

/** V8 places an unknown name at the statement that uses it: the name itself is what a reader looks for. */
function nameOffset(root: Node, offset: number, name: string | undefined): number {
  const isWanted = (node: Node): boolean =>
    node.start >= offset && (node as unknown as { name?: string }).name === name;
  return name === undefined ? offset : (findNode(root, "Identifier", isWanted)?.start ?? offset);
}

/** The expression of the innermost place that means something to a reader. */
function siteOf(
  frame: FailureFrame,
  { code }: PreparedScript,
  parsed: ParsedScript | undefined,
): ErrorSite | undefined {
  if (parsed?.status !== "parsed") {
    return undefined;
  }
  for (const offset of offsetsOf(frame, code)) {
    const site = errorSite(parsed.root, code, offset);
    if (site !== undefined) {
      return site;
    }
  }
  return undefined;
}

function offsetsOf({ places, points }: FailureFrame, code: string): readonly number[] {
  const found = typeof places === "string" ? places.matchAll(/(\d{1,9}):(\d{1,9}) /gu) : [];
  return Array.from(found, ([, line, column]) =>
    offsetAt(code, { line: Number(line), column: Number(column) }, points === true),
  ).filter((offset) => offset !== undefined);
}

/** The place as the engine gave it, for a script that is not parsed. */
function rawPlace(frame: FailureFrame, script: PreparedScript): { readonly line?: number; readonly column?: number } {
  const [offset] = offsetsOf(frame, script.code);
  return offset === undefined ? {} : modelPlace(script, offset);
}

/** A place in the model's own text; none for what lies in lines that preparation put in front. */
function modelPlace(script: PreparedScript, offset: number): { readonly line?: number; readonly column?: number } {
  const { line, column } = placeAt(script.code, offset);
  return line > script.lineOffset ? { line: line - script.lineOffset, column } : {};
}
