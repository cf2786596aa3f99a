import { type JsonValue, PosternError, type ScriptObject, type ScriptValue, type Source } from "@postern/core";
import { getPrompt, readResource } from "./resource-members.ts";
import type { Detail, SearchReply, SearchRequest } from "./runtime-types.ts";
import type { PosternMember } from "./script-host.ts";

/** The types of the `postern` global inside scripts, for the checker and for people. */
export const POSTERN_DECLARATIONS = `/** What a script can ask of Postern itself. */
declare const postern: {
  /** Finds tools: by words, or with a namespace, a limit and a level of detail. */
  search(query: string | { query: string; namespace?: string; limit?: number; detail?: "brief" | "signature" | "full" }): Promise<{
    total: number;
    results: { namespace: string; name: string; expression: string; description: string; signature?: string }[];
    hint?: string;
  }>;
  /** The TypeScript declarations of namespaces or tools: \`github\`, \`github.list_issues\`. */
  describe(...paths: (string | string[])[]): Promise<string>;
  /** Reads a resource of a namespace, by an address that search found. */
  readResource(namespace: string, uri: string): Promise<{ uri: string; mimeType?: string; text?: string; bytes?: Uint8Array }[]>;
  /** Fills in a prompt of a namespace. */
  getPrompt(namespace: string, name: string, input?: Record<string, string>): Promise<{
    description?: string;
    messages: { role: "user" | "assistant"; content: any }[];
  }>;
  /** The whole value that an earlier execution returned, by the handle in its notice. */
  result(handle: string): Promise<any>;
};
`;

/** What the members of the `postern` global do. */
export interface PosternActions {
  search(request: SearchRequest): Promise<SearchReply>;
  describe(paths: readonly string[]): Promise<string>;
  readResult(handle: string): Promise<ScriptValue>;
  /** The source to read from. @throws {PosternError} UNKNOWN_TOOL, where there is none to see */
  sourceOf(namespace: string): Source;
}

/** The members by name. Their arguments come from a script and are checked here. */
export function createPosternMembers(actions: PosternActions): Readonly<Record<string, PosternMember>> {
  return {
    search: async ([request]) => (await actions.search(readSearchRequest(request))) as unknown as JsonValue,
    describe: (paths) => actions.describe(readPaths(paths)),
    readResource: ([namespace, uri], track) => {
      const name = readText(namespace, "postern.readResource(namespace, uri): namespace");
      return readResource(actions.sourceOf(name), readText(uri, "postern.readResource(namespace, uri): uri"), track);
    },
    getPrompt: ([namespace, name, input], track) => {
      const source = actions.sourceOf(readText(namespace, "postern.getPrompt(namespace, name, input): namespace"));
      const prompt = { name: readText(name, "postern.getPrompt(namespace, name, input): name"), input };
      return getPrompt(source, prompt, track);
    },
    result: ([handle]) => actions.readResult(readText(handle, "postern.result(handle): handle")),
  };
}

const DETAILS: readonly string[] = ["brief", "signature", "full"] satisfies readonly Detail[];

function readSearchRequest(request: ScriptValue | undefined): SearchRequest {
  if (request === undefined || typeof request === "string") {
    return { query: request ?? "" };
  }
  const { query = "", namespace, limit, detail }: ScriptObject = isObject(request) ? request : { query: null };
  if (detail !== undefined && !(typeof detail === "string" && DETAILS.includes(detail))) {
    throw new PosternError("INVALID_INPUT", `postern.search: detail is one of ${DETAILS.join(", ")}.`);
  }
  if (limit !== undefined && typeof limit !== "number") {
    throw new PosternError("INVALID_INPUT", "postern.search: limit is a number.");
  }
  return {
    query: readText(query, "postern.search: query"),
    ...(namespace === undefined ? {} : { namespace: readText(namespace, "postern.search: namespace") }),
    ...(limit === undefined ? {} : { limit }),
    ...(detail === undefined ? {} : { detail: detail as Detail }),
  };
}

function readPaths(args: readonly ScriptValue[]): readonly string[] {
  return args
    .flatMap((arg) => (Array.isArray(arg) ? (arg as readonly ScriptValue[]) : [arg]))
    .map((path) => readText(path, "postern.describe(path): path"));
}

function readText(value: ScriptValue | undefined, what: string): string {
  if (typeof value !== "string") {
    throw new PosternError("INVALID_INPUT", `${what} is a string.`);
  }
  return value;
}

function isObject(value: ScriptValue): value is ScriptObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}
