import {
  nearestNames,
  PosternError,
  type PromptResult,
  type ResourceContents,
  type ScriptObject,
  type ScriptValue,
  type Source,
} from "@postern/core";
import { abortable } from "./abortable.ts";
import type { KeptSource } from "./catalog-keeper.ts";
import type { TrackedCall } from "./script-host.ts";
import { decodeBase64 } from "./shape/base64.ts";
import { tracedRequest } from "./tracing.ts";

/**
 * The source of a namespace, by its identifier or its own name, that a client may read from.
 * @throws {PosternError} UNKNOWN_TOOL - with the nearest names
 */
export function readableSource(
  sources: ReadonlyMap<string, KeptSource>,
  namespace: string,
  allows: (namespace: string) => boolean,
): Source {
  for (const [name, { source }] of sources) {
    if ((name === namespace || source.namespace === namespace) && allows(name)) {
      return source;
    }
  }
  const nearest = nearestNames(namespace, sources.keys());
  const next = nearest.length > 0 ? ` Did you mean ${nearest.join(" or ")}?` : "";
  const shown = JSON.stringify(namespace.slice(0, 80));
  throw new PosternError("UNKNOWN_TOOL", `There is no namespace ${shown} to read from.${next}`);
}

/** What `postern.readResource` answers: each part with its text or its bytes. */
export async function readResource(source: Source, uri: string, track: TrackedCall): Promise<ScriptValue> {
  return (await resourceContents(source, uri, track)).map(toPart);
}

/** A resource as its source answers it. @throws {PosternError} UNSUPPORTED - the source has none */
export async function resourceContents(
  source: Source,
  uri: string,
  track: TrackedCall,
): Promise<readonly ResourceContents[]> {
  const read = source.readResource?.bind(source);
  if (read === undefined) {
    throw new PosternError("UNSUPPORTED", `${source.namespace} has no resources.`);
  }
  const path = `postern.readResource(${JSON.stringify(source.namespace)}, ${JSON.stringify(uri)})`;
  const called = { kind: "resource", path, args: [source.namespace, uri] } as const;
  return track(called, (context) =>
    tracedRequest({ source, kind: "resource", meta: context.meta }, (meta) =>
      abortable(() => read(uri, { ...context, meta }), { path, signal: context.signal }),
    ),
  );
}

/** What `postern.getPrompt` answers. */
export async function getPrompt(
  source: Source,
  { name, input }: { readonly name: string; readonly input: ScriptValue | undefined },
  track: TrackedCall,
): Promise<ScriptValue> {
  const prompt = { name, input: readTexts(input, promptPath(source, name)) };
  const { description, messages } = await promptOf(source, prompt, track);
  const parts = messages.map(({ role, content }) => ({ role, content: content as unknown as ScriptValue }));
  return description === undefined ? { messages: parts } : { description, messages: parts };
}

/** A prompt as its source fills it in. @throws {PosternError} UNSUPPORTED - the source has none */
export async function promptOf(
  source: Source,
  { name, input }: { readonly name: string; readonly input: Readonly<Record<string, string>> },
  track: TrackedCall,
): Promise<PromptResult> {
  const get = source.getPrompt?.bind(source);
  if (get === undefined) {
    throw new PosternError("UNSUPPORTED", `${source.namespace} has no prompts.`);
  }
  const path = promptPath(source, name);
  const called = { kind: "prompt", path, args: [source.namespace, name, input] } as const;
  return track(called, (context) =>
    tracedRequest({ source, kind: "prompt", name, meta: context.meta }, (meta) =>
      abortable(() => get(name, input, { ...context, meta }), { path, signal: context.signal }),
    ),
  );
}

function promptPath(source: Source, name: string): string {
  return `postern.getPrompt(${JSON.stringify(source.namespace)}, ${JSON.stringify(name)})`;
}

function toPart({ uri, mimeType, text, blob }: ResourceContents): ScriptObject {
  return {
    uri,
    ...(mimeType === undefined ? {} : { mimeType }),
    ...(text === undefined ? {} : { text }),
    ...(blob === undefined ? {} : { bytes: decodeBase64(blob) }),
  };
}

function readTexts(input: ScriptValue | undefined, path: string): Readonly<Record<string, string>> {
  const texts = new Map<string, string>();
  for (const [name, value] of Object.entries(input ?? {})) {
    if (typeof value !== "string") {
      throw new PosternError("INVALID_INPUT", `${path}: input.${name} is a string.`);
    }
    texts.set(name, value);
  }
  return Object.fromEntries(texts);
}
