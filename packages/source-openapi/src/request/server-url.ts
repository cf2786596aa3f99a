import { PosternError } from "@postern/core";
import type { Server } from "../document/document-index.ts";

/** What server URLs are made with. */
export interface ServerOptions {
  /** In place of every server of the document. */
  readonly baseUrl?: string | undefined;
  /** Values of server variables. */
  readonly serverVariables?: Readonly<Record<string, string>> | undefined;
  /** The document's own URL, which relative servers are relative to. */
  readonly documentUrl?: string | undefined;
}

/**
 * The base URL of an operation: the configured one, or of its servers the first with TLS, or the first.
 * @throws {PosternError} INVALID_OPTION - when there is none that is absolute, or a variable has no such value
 */
export function serverUrl(servers: readonly Server[], options: ServerOptions): URL {
  const urls = serverUrls(servers, options);
  const url = urls.find(({ protocol }) => protocol === "https:") ?? urls[0];
  if (url === undefined) {
    throw new PosternError("INVALID_OPTION", "The document names no server by an absolute URL; set baseUrl.");
  }
  return url;
}

/** Every base URL that can be made of servers; those that are relative to nothing are left out. */
function serverUrls(servers: readonly Server[], options: ServerOptions): URL[] {
  if (options.baseUrl !== undefined) {
    return [new URL(options.baseUrl)];
  }
  // No server at all is the server `/` (OpenAPI 3.1, section 4.8.1).
  return (servers.length === 0 ? [{ url: "/" }] : servers)
    .map((server) => filledServer(server, options.serverVariables ?? {}))
    .map((text) => (options.documentUrl === undefined && text.startsWith("//") ? `https:${text}` : text))
    .filter((text) => URL.canParse(text, options.documentUrl))
    .map((text) => new URL(text, options.documentUrl))
    .filter(({ protocol }) => protocol === "https:" || protocol === "http:");
}

function filledServer({ url, variables = {} }: Server, values: Readonly<Record<string, string>>): string {
  return url.trim().replace(/\{([^{}]+)\}/gu, (template, name: string) => {
    const variable = Object.hasOwn(variables, name) ? variables[name] : undefined;
    const configured = Object.hasOwn(values, name) ? values[name] : undefined;
    if (configured !== undefined && variable?.enum !== undefined && !variable.enum.includes(configured)) {
      const allowed = variable.enum.join(", ");
      throw new PosternError("INVALID_OPTION", `serverVariables.${name}: "${configured}" is none of ${allowed}.`);
    }
    return configured ?? variable?.default ?? template;
  });
}
