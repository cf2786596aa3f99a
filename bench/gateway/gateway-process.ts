import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

const CLI = join(import.meta.dirname, "../../apps/gateway/src/cli.ts");

/** How a gateway is started. */
export interface GatewayStart {
  /** Its working directory, for what it keeps and for its profile. */
  readonly directory: string;
  readonly configFile: string;
  /** Whether the profiler is on. */
  readonly isProfiled: boolean;
}

/** A gateway process that serves on loopback. */
export interface GatewayProcess {
  readonly url: string;
  readonly pid: number;
  /** Ends it and waits; then its CPU profile, where it has one, lies in its directory. */
  end(signal: NodeJS.Signals): Promise<void>;
}

/** Starts `postern serve` in a process of its own. */
export async function startGateway({ directory, configFile, isProfiled }: GatewayStart): Promise<GatewayProcess> {
  const profiler = isProfiled ? ["--cpu-prof", `--cpu-prof-dir=${directory}`, "--cpu-prof-interval=1000"] : [];
  const command = [CLI, "serve", "--http", "127.0.0.1:0", "--config", configFile, "--log-level", "error"];
  const child = spawn(process.execPath, ["--no-warnings", ...profiler, ...command], {
    cwd: directory,
    env: { ...process.env, POSTERN_HOME: join(directory, "home") },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^Postern serves at (?<url>\S+)$/u.exec(line)?.groups?.["url"];
    if (url !== undefined && child.pid !== undefined) {
      child.stdout.resume();
      const end = async (signal: NodeJS.Signals): Promise<void> => {
        child.kill(signal);
        await exited;
      };
      return { url, pid: child.pid, end };
    }
  }
  throw new Error("The gateway ended before it served.");
}
