import { createTypeGenerator } from "@postern/codegen";
import { createScriptChecker } from "@postern/codegen/node";
import type { Source } from "@postern/core";
import { createRuntime, POSTERN_DECLARATIONS, type Runtime } from "@postern/runtime";
import { createMcpSource } from "@postern/source-mcp";
import { createOpenApiSource } from "@postern/source-openapi";
import envPaths from "env-paths";
import type { GatewayConfig } from "./config/load-config.ts";
import { createSandbox } from "./sandboxes.ts";

/** A runtime with its sources and its sandbox. Disposing it closes everything it opened. */
export interface Gateway extends AsyncDisposable {
  readonly runtime: Runtime;
  /** Starts the compiler and the sandbox before the first script needs them. What cannot start is told to that script. */
  warm(): void;
}

/** Assembles what a configuration asks for. Sources connect in the background; `runtime.ready()` waits for them. */
export function openGateway(config: GatewayConfig): Gateway {
  const sources = createSources(config);
  const sandbox = createSandbox(config.sandbox);
  const generator = createTypeGenerator();
  const checker = createScriptChecker({ generator, ambient: POSTERN_DECLARATIONS });
  const runtime = createRuntime({ sources, sandbox, generator, checker, budget: config.budget });
  return {
    runtime,
    warm: () => void Promise.allSettled([checker.warm(), sandbox.warm()]),
    async [Symbol.asyncDispose]() {
      await runtime[Symbol.asyncDispose]();
      await Promise.all([sandbox, checker, ...sources].map((part) => part[Symbol.asyncDispose]()));
    },
  };
}

function createSources({ servers, openapi, directory }: GatewayConfig): readonly Source[] {
  return [
    ...Object.entries(servers).map(([namespace, transport]) =>
      createMcpSource({ namespace, transport, start: "eager" }),
    ),
    ...Object.entries(openapi).map(([namespace, entry]) =>
      createOpenApiSource({ ...entry, namespace, baseDirectory: directory, cacheDirectory: cacheDirectory() }),
    ),
  ];
}

/** Where documents are kept once they are read. */
function cacheDirectory(): string {
  return envPaths("postern", { suffix: "" }).cache;
}
