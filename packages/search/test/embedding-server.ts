import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request that the server got. */
export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: { readonly model: string; readonly input: readonly string[]; readonly dimensions?: number };
}

/** What to answer instead of vectors: a status with headers, any body, or nothing at all. */
export type Answer = { status?: number; headers?: Record<string, string>; body?: unknown } | "silence" | "hang up";

/** A local server of `POST /v1/embeddings`. Each concept is a dimension; a text has those whose words it contains. */
export interface EmbeddingServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: SeenRequest[];
  /** Answers for the next requests, first to last; then vectors again. */
  readonly answers: Answer[];
}

const CONCEPTS: readonly (readonly string[])[] = [
  ["meteo", "sky", "rain", "forecast"],
  ["mail", "letter", "inbox"],
  ["money", "invoice", "payment", "bill"],
];

/** Starts a server on a free port of this machine. */
export async function startEmbeddingServer(): Promise<EmbeddingServer> {
  const requests: SeenRequest[] = [];
  const answers: Answer[] = [];
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse(await readBody(request)) as SeenRequest["body"];
    requests.push({ path: request.url ?? "", headers: request.headers, body });
    respond(response, answers.shift() ?? { body: vectorsOf(body.input) });
  }
  const listening = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    answers,
    async [Symbol.asyncDispose]() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function respond(response: ServerResponse, answer: Answer): void {
  if (answer === "hang up") {
    response.destroy();
  } else if (answer !== "silence") {
    response.writeHead(answer.status ?? 200, { "content-type": "application/json", ...answer.headers });
    response.end(JSON.stringify(answer.body ?? {}));
  }
}

/** As OpenAI answers, but last text first: `index` says which is which. */
function vectorsOf(texts: readonly string[]): unknown {
  const data = texts.map((text, index) => ({
    object: "embedding",
    index,
    embedding: [...CONCEPTS.map((words) => words.filter((word) => text.toLowerCase().includes(word)).length), 0.01],
  }));
  return {
    object: "list",
    data: data.toReversed(),
    usage: { prompt_tokens: texts.length, total_tokens: texts.length },
  };
}
