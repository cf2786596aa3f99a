import { nearestNames, PosternError, type Source } from "@postern/core";
import { createAuthenticator } from "./auth/authenticator.ts";
import type { PostForm } from "./auth/client-credentials.ts";
import { createSecrets } from "./auth/secrets.ts";
import { MAX_DOCUMENT_BYTES, openDocument } from "./document/open-document.ts";
import { createHttpClient, type HttpClient } from "./network/http-client.ts";
import { createOperationCaller, type OperationCaller } from "./operation-caller.ts";
import { createOpenApiTools, type OpenApiTools } from "./operations/create-tools.ts";
import { openApiEntrySchema, type OpenApiSettings, type OpenApiSourceOptions } from "./options.ts";
import { serverUrl } from "./request/server-url.ts";
import { createOpening } from "./retried-opening.ts";

interface OpenedSource extends OpenApiTools {
  readonly call: OperationCaller;
}

/**
 * A source whose tools are the operations of an OpenAPI document. The document is read when the tools are first listed;
 * where that fails for a reason that may pass, it is tried again until the source is disposed.
 * @throws {PosternError} INVALID_OPTION - when an option has a value that cannot be used
 */
export function createOpenApiSource(options: OpenApiSourceOptions): Source {
  const { namespace, baseDirectory = process.cwd(), cacheDirectory, environment = process.env, ...entry } = options;
  const settings = parsedSettings(entry);
  const client = createHttpClient({ ...settings, maxConnections: settings.maxConcurrentCalls });
  const documents = createHttpClient({ ...settings, maxConnections: 8, maxResponseBytes: MAX_DOCUMENT_BYTES });
  const listeners = new Set<() => void>();
  const opening = createOpening({
    namespace,
    open: async (signal) => {
      const place = { baseDirectory, cacheDirectory, environment };
      return openSource(settings, place, { client, documents, signal });
    },
    onRecovered: () => {
      for (const listener of listeners) {
        listener();
      }
    },
  });
  return {
    namespace,
    get status() {
      return opening.status;
    },
    listTools: async (signal) => {
      signal?.throwIfAborted();
      return (await opening.get()).tools;
    },
    callTool: async (name, input, context) => {
      const opened = await opening.get();
      const plan = opened.plan(name);
      if (plan === undefined) {
        throw unknownOperation(namespace, name, opened);
      }
      return opened.call(plan, input, context);
    },
    onToolsChanged: (listener) => {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    [Symbol.asyncDispose]: async () => {
      opening.close();
      listeners.clear();
      await Promise.all([client[Symbol.asyncDispose](), documents[Symbol.asyncDispose]()]);
    },
  };
}

interface Place {
  readonly baseDirectory: string;
  readonly cacheDirectory: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

interface Clients {
  readonly client: HttpClient;
  /** For documents, which may be longer than answers. */
  readonly documents: HttpClient;
  readonly signal: AbortSignal;
}

async function openSource(settings: OpenApiSettings, place: Place, clients: Clients): Promise<OpenedSource> {
  const location = { ...place, document: settings.document, client: clients.documents };
  const document = await openDocument(location, clients.signal);
  const { url: documentUrl } = document;
  if (!document.index.hasOperationServers) {
    // Without a server every call would fail; better now.
    serverUrl(document.index.servers, { ...settings, documentUrl });
  }
  const secrets = createSecrets(place);
  const post = formPoster(clients.client);
  const authenticator = await createAuthenticator(document.index, settings.auth ?? {}, { secrets, post });
  const call = createOperationCaller({ settings, documentUrl, client: clients.client, authenticator, secrets });
  return { ...createOpenApiTools(document, settings), call };
}

function formPoster(client: HttpClient): PostForm {
  return async (url, form, { authorization, signal }) => {
    const headers = { "content-type": "application/x-www-form-urlencoded", accept: "application/json" };
    const credentials = { headers: { authorization }, query: {}, cookies: {} };
    return client.send({ method: "POST", url, headers, body: Buffer.from(form.toString()), credentials }, signal);
  };
}

function unknownOperation(namespace: string, name: string, { tools }: OpenApiTools): PosternError {
  const names = tools.map((tool) => tool.name);
  const nearest = nearestNames(name, names).join(", ");
  return new PosternError("UNKNOWN_TOOL", `${namespace} has no operation "${name}"; nearest: ${nearest}`);
}

function parsedSettings(entry: object): OpenApiSettings {
  const parsed = openApiEntrySchema.safeParse(entry);
  if (parsed.success) {
    return parsed.data;
  }
  const reasons = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new PosternError("INVALID_OPTION", reasons.join("; "));
}
