import { loadConfig, type GatewayConfig } from "../config/load-config.ts";
import { sampleConfig } from "../config/sample-config.ts";
import type { Gateway } from "../gateway.ts";
import { isUsable } from "../sources/is-usable.ts";

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

/** Opens the gateway that a configuration asks for, waits until its sources have answered, and says which did not. */
export async function openReadyGateway(
  config: GatewayConfig,
  context: Pick<CommandContext, "report">,
): Promise<Gateway> {
  // Loaded when needed: the TypeScript compiler behind it would slow down every other command.
  const { openGateway } = await import("../gateway.ts");
  const gateway = openGateway(config);
  await gateway.runtime.ready();
  for (const source of gateway.runtime.sources()) {
    if (!isUsable(source)) {
      context.report(
        `Source "${source.namespace}" is not connected (${source.state}): ${source.lastError ?? "no reason given"}`,
      );
    }
  }
  return gateway;
}
