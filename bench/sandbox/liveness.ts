import { spawn } from "node:child_process";
import { join } from "node:path";

/** How the host's event loop fared while guests attacked. */
export interface Liveness {
  readonly subject: string;
  readonly attacks: number;
  readonly p999Ms: number;
  readonly longestMs: number;
}

/** Runs hostile scripts on each pooled driver, two at once, and watches the event loop of the process that hosts it. */
export async function measureLiveness(subjects: readonly string[]): Promise<readonly Liveness[]> {
  const measured: Liveness[] = [];
  for (const subject of subjects.filter((name) => name.endsWith("-pooled"))) {
    const child = spawn(process.execPath, ["--no-warnings", join(import.meta.dirname, "liveness-child.ts"), subject], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    await new Promise((resolve) => child.on("close", resolve));
    const result = /^@result (.*)$/mu.exec(output)?.[1];
    if (result !== undefined) {
      measured.push({ subject, ...(JSON.parse(result) as Omit<Liveness, "subject">) });
    }
  }
  return measured;
}
