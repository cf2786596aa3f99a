import { DEFAULT_BUDGET, errorMessage, type SourceState } from "@postern/core";
import type { SourceReport } from "@postern/runtime";
import { SANDBOX_NAMES, type SandboxName } from "../config/config-schema.ts";
import type { GatewayConfig } from "../config/load-config.ts";
import { openGateway } from "../gateway.ts";
import { createSandbox } from "../sandboxes.ts";

/** One thing looked at, and what to do where it is not well. */
export interface Finding {
  readonly subject: string;
  readonly isWell: boolean;
  readonly found: string;
  readonly advice?: string;
}

const OLDEST_NODE = 24;

/** The runtime that this process runs on. */
export function checkNode(version: string = process.versions.node): Finding {
  const isWell = Number(version.split(".")[0]) >= OLDEST_NODE;
  return {
    subject: "Node.js",
    isWell,
    found: version,
    ...(isWell ? {} : { advice: `Install Node.js ${OLDEST_NODE} or newer.` }),
  };
}

/** Every sandbox driver, by running a script in it. */
export async function checkSandboxes(): Promise<readonly Finding[]> {
  return Promise.all(SANDBOX_NAMES.map(checkSandbox));
}

async function checkSandbox(driver: SandboxName): Promise<Finding> {
  const subject = `sandbox ${driver}`;
  const advice = "Reinstall @postern/gateway on this machine, or choose another sandbox.";
  try {
    await using sandbox = createSandbox({ driver, isolation: "process" });
    const outcome = await sandbox.run(
      { code: "return 6 * 7;", lineOffset: 0 },
      { namespaces: [], call: async () => ({ status: "ok", value: undefined }) },
      { executionId: "doctor", budget: DEFAULT_BUDGET },
    );
    return outcome.status === "completed" && outcome.value === 42
      ? { subject, isWell: true, found: "runs scripts" }
      : {
          subject,
          isWell: false,
          found: outcome.status === "failed" ? outcome.error.message : "a wrong value",
          advice,
        };
  } catch (error) {
    return { subject, isWell: false, found: errorMessage(error), advice };
  }
}

/** Every source of a configuration, by connecting to it. */
export async function checkSources(config: GatewayConfig): Promise<readonly Finding[]> {
  const servers = Object.fromEntries(
    Object.entries(config.servers).map(([name, server]) => [name, { ...server, start: "eager" as const }]),
  );
  await using gateway = openGateway({ ...config, servers });
  await gateway.runtime.ready();
  return gateway.runtime.sources().map((source) => checkSource(source, config));
}

const ADVICE: Readonly<Partial<Record<SourceState, string>>> = {
  failed: "Start the command or open the URL by hand and look at what it says; check its environment variables.",
  connecting: "It did not answer in time. Is it waiting for something, or downloading?",
};

function checkSource(source: SourceReport, config: GatewayConfig): Finding {
  const subject = `source ${source.namespace}`;
  if (source.state === "ready") {
    return { subject, isWell: true, found: `${source.toolCount} tools over ${source.transport}` };
  }
  const advice = source.state === "unauthorized" ? loginAdvice(source.sourceNamespace, config) : ADVICE[source.state];
  return {
    subject,
    isWell: false,
    found: `${source.state}: ${source.lastError ?? "no reason given"}`,
    ...(advice === undefined ? {} : { advice }),
  };
}

function loginAdvice(name: string, { servers }: GatewayConfig): string {
  const server = servers[name];
  return server !== undefined && server.type !== "stdio" && server.auth?.type === "oauth"
    ? `Run: postern login ${name}`
    : "Correct the credentials in its `auth` or `headers`.";
}
