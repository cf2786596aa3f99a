import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createWorkspace, runCli } from "../support/gateway-process.ts";

/** A service that knows one thing: what is about goodbyes and what is about echoes is alike. */
const embeddings = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk: Buffer) => (body += chunk.toString()));
  request.on("end", () => {
    const { input } = JSON.parse(body) as { input: readonly string[] };
    const data = input.map((text, index) => ({ index, embedding: /farewell|echo/iu.test(text) ? [1, 0] : [0, 1] }));
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ data, model: "m", usage: { prompt_tokens: 1, total_tokens: 1 } }));
  });
});

it("ranks by meaning with the service that the configuration names", async () => {
  embeddings.listen(0, "127.0.0.1");
  await once(embeddings, "listening");
  const url = `http://127.0.0.1:${(embeddings.address() as AddressInfo).port}/v1`;
  const home = await mkdtemp(join(tmpdir(), "postern-embeddings-"));
  try {
    await using workspace = await createWorkspace({ embeddings: { url, model: "m" } });
    const { stdout } = await runCli(["search", "farewell", "--json"], {
      cwd: workspace.directory,
      env: { POSTERN_HOME: home },
    });
    const { results } = JSON.parse(stdout) as { results: readonly { readonly name: string }[] };
    expect(results.map(({ name }) => name)).toContain("echo");
  } finally {
    embeddings.close();
    await rm(home, { recursive: true, force: true });
  }
});
