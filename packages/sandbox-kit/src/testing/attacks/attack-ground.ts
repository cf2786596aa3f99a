import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What there is to steal and to touch: a secret in the environment and in a file, a directory, a server. */
export interface AttackGround extends AsyncDisposable {
  readonly canary: string;
  /** Fills in the placeholders of an attack's code. */
  prepare(code: string): string;
  /** What was touched since the start, in words. */
  effects(): Promise<readonly string[]>;
}

/** Lays the ground. Make it before the sandbox, since the secret stands in the environment. */
export async function createAttackGround(): Promise<AttackGround> {
  const canary = `CANARY-${randomBytes(12).toString("hex")}`;
  process.env["SANDBOX_CANARY"] = canary;
  const root = await mkdtemp(join(tmpdir(), "postern-attacks-"));
  const directory = await mkdtemp(join(root, "empty-"));
  const file = join(root, "canary.txt");
  await writeFile(file, canary);
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    response.end(canary);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    canary,
    prepare: (code) =>
      code
        .replaceAll("__CANARY_FILE__", () => file)
        .replaceAll("__CANARY_DIR__", () => directory)
        .replaceAll("__CANARY_PORT__", () => String(port)),
    async effects() {
      const files = await readdir(directory);
      return [
        ...files.map((name) => `the file ${name} appeared`),
        ...(requests > 0 ? [`${requests} requests arrived`] : []),
      ];
    },
    async [Symbol.asyncDispose]() {
      delete process.env["SANDBOX_CANARY"];
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(root, { recursive: true, force: true });
    },
  };
}
