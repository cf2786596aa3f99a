import {
  type InputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
  type ReadResourceResult,
  type Resource,
  type ResourceTemplateType,
  type Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { ToolRuntime } from "@postern/runtime";
import type { PassedUri } from "./passed-names.ts";
import { namesOf, pass, refusing, toWire } from "./passing.ts";
import type { RequestContext } from "./request-context.ts";

/** Serves upstreams' resources and their templates to the server's client. */
export function passResources(
  server: Server,
  runtime: ToolRuntime,
  contextOf: (context: ServerContext) => RequestContext,
): void {
  const { offers } = runtime;
  server.setRequestHandler("resources/list", async () => ({
    resources: (await offers.list()).flatMap(({ namespace, resources }) =>
      resources.map((resource) => ({
        ...toWire(resource),
        uri: namesOf(runtime).toClientUri({ namespace, uri: resource.uri }),
      })),
    ) as Resource[],
  }));
  server.setRequestHandler("resources/templates/list", async () => ({
    resourceTemplates: (await offers.list()).flatMap(({ namespace, templates }) =>
      templates.map((template) => ({
        ...toWire(template),
        uriTemplate: namesOf(runtime).toClientUri({ namespace, uri: template.uriTemplate }),
      })),
    ) as ResourceTemplateType[],
  }));
  server.setRequestHandler("resources/read", async ({ params }, context) => {
    const { namespace, uri } = locateResource(runtime, params.uri);
    const answer = await pass(runtime, contextOf(context), async (options) => {
      const contents = await offers.readResource(namespace, uri, options);
      const { toClientUri } = namesOf(runtime);
      return { contents: contents.map((part) => ({ ...part, uri: toClientUri({ namespace, uri: part.uri }) })) };
    });
    return answer as ReadResourceResult | InputRequiredResult;
  });
}

/** Lets the server's client subscribe to resources, for as long as its connection lasts. Up to 2025-11-25. */
export function passSubscriptions(server: Server, runtime: ToolRuntime): Disposable {
  const watches = new Map<string, Promise<Disposable>>();
  const forget = (uri: string): void => {
    const watch = watches.get(uri);
    watches.delete(uri);
    watch?.then((watched) => watched[Symbol.dispose]()).catch(() => undefined);
  };
  const tellUpdated = (uri: string): void => {
    server.sendResourceUpdated({ uri }).catch((error: unknown) => server.onerror?.(error as Error));
  };
  server.setRequestHandler("resources/subscribe", async ({ params: { uri } }) => {
    const watch = watches.get(uri) ?? watchPassed(runtime, uri, () => tellUpdated(uri));
    watches.set(uri, watch);
    try {
      await refusing(() => watch);
    } catch (error) {
      watches.delete(uri);
      throw error;
    }
    return {};
  });
  server.setRequestHandler("resources/unsubscribe", ({ params: { uri } }) => {
    forget(uri);
    return {};
  });
  return { [Symbol.dispose]: () => [...watches.keys()].forEach(forget) };
}

/** Tells when a resource may have changed that a client knows by this address. */
export async function watchPassed(runtime: ToolRuntime, clientUri: string, listener: () => void): Promise<Disposable> {
  const { namespace, uri } = locateResource(runtime, clientUri);
  return runtime.offers.watchResource(namespace, uri, listener);
}

/** @throws {ProtocolError} -32602 - an address of no namespace that the client may see */
export function locateResource(runtime: ToolRuntime, clientUri: string): PassedUri {
  const passed = namesOf(runtime).fromClientUri(clientUri);
  if (passed === undefined) {
    const text = `There is no resource ${clientUri.slice(0, 500)}.`;
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, text, { uri: clientUri });
  }
  return passed;
}
