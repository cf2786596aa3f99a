import { loadConfig, type GatewayConfig } from "../config/load-config.ts";
import { sampleConfig } from "../config/sample-config.ts";
import type { Gateway } from "../gateway.ts";
import { isUsable } from "../sources/is-usable.ts";
import { sourcesIn, waitForSources } from "./wait-for-sources.ts";

/** What every command is given: where data goes, where the rest goes. */
export interface CommandContext {
  /** Writes data, on stdout. */
  readonly print: (text: string) => void;
  /** Writes for people, on stderr. */
  readonly report: (text: string) => void;
  /** Makes the process exit with a code other than 0 once everything is closed. */
  readonly fail: () => void;
}

/** Options that every command takes. */
export interface CommonOptions {
  readonly config?: string;
  readonly sample?: boolean;
}

/** The configuration that the options ask for. @throws {PosternError} INVALID_CONFIG */
export function configOf(options: CommonOptions): GatewayConfig {
  return options.sample === true ? sampleConfig() : loadConfig(options.config);
}

/** What a command needs of the gateway it opens. */
interface ReadyGatewayOptions {
  /** A text that names the needed sources: a script, a tool's path. Default: every source is needed. */
  readonly needs?: string | undefined;
  /** Whether to say which sources are not there. Default true. */
  readonly tellsMissing?: boolean;
}

/** How long a command waits for the sources it needs. */
const READY_MS = 10_000;

/**
 * Opens the gateway that a configuration asks for, waits for the sources that a command needs, and says which are not
 * there. A source that nobody needs is not waited for.
 */
export async function openReadyGateway(
  config: GatewayConfig,
  context: Pick<CommandContext, "report">,
  { needs, tellsMissing = true }: ReadyGatewayOptions = {},
): Promise<Gateway> {
  // Loaded when needed: the TypeScript compiler behind it would slow down every other command.
  const { openGateway } = await import("../gateway.ts");
  const gateway = openGateway(config);
  const { runtime } = gateway;
  // Sources have names from the first catalog on.
  await runtime.ready({ namespaces: [] });
  const all = runtime.sources();
  const namespaces = needs === undefined ? all.map(({ namespace }) => namespace) : sourcesIn(all, needs);
  await waitForSources(runtime, { namespaces, limitMs: READY_MS, report: context.report });
  const needed = new Set(tellsMissing ? namespaces : []);
  for (const source of runtime.sources().filter(({ namespace }) => needed.has(namespace))) {
    if (!isUsable(source)) {
      context.report(
        `Source "${source.namespace}" is not connected (${source.state}): ${source.lastError ?? "it has not answered yet"}`,
      );
    }
  }
  return gateway;
}
