import { errorMessage, PosternError } from "@postern/core";
import type { Embedder } from "./embedder.ts";
import { readVectors } from "./read-vectors.ts";

/** Options of {@link createOpenAiEmbedder}. */
export interface OpenAiEmbedderOptions {
  /** The base of the API, such as `https://api.openai.com/v1`; `/embeddings` is put after it. */
  readonly url: string;
  readonly model: string;
  /** Sent as a bearer token. Never part of an error. */
  readonly apiKey?: string;
  /** More headers of every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Asks for shorter vectors, where the model can. Default: the model's own length. */
  readonly dimensions?: number;
  /** Texts in one request. Default 128. */
  readonly batchSize?: number;
  /** Milliseconds that one attempt may take. Default 20,000. */
  readonly timeoutMs?: number;
  /** Further attempts after 408, 429, a 5xx or a lost connection. Default 3. */
  readonly maxRetries?: number;
  /** Milliseconds before the first further attempt; doubled for each one after. `Retry-After` goes first. Default 500. */
  readonly retryDelayMs?: number;
  /** Characters sent in the embedder's life, retries not counted. Then `CALL_LIMIT`. Default 20,000,000. */
  readonly maxCharacters?: number;
}

const MAX_RETRY_DELAY_MS = 30_000;

/** An embedder over any service that speaks OpenAI's `POST /v1/embeddings`. */
export function createOpenAiEmbedder(options: OpenAiEmbedderOptions): Embedder {
  const { batchSize = 128, maxCharacters = 20_000_000 } = options;
  if (!URL.canParse(options.url) || !(batchSize >= 1)) {
    throw new PosternError("INVALID_OPTION", "An embedder needs an absolute url and a batchSize of at least 1.");
  }
  let sentCharacters = 0;

  function spend(texts: readonly string[]): void {
    const characters = texts.reduce((sum, text) => sum + text.length, 0);
    if (sentCharacters + characters > maxCharacters) {
      throw new PosternError(
        "CALL_LIMIT",
        `The embedder may send ${maxCharacters} characters and has sent ${sentCharacters}. Raise maxCharacters, or embed fewer tools.`,
      );
    }
    sentCharacters += characters;
  }

  return {
    model: options.dimensions === undefined ? options.model : `${options.model}@${options.dimensions}`,
    async embed(texts, signal) {
      const vectors: Float32Array[] = [];
      for (let start = 0; start < texts.length; start += batchSize) {
        const batch = texts.slice(start, start + batchSize);
        spend(batch);
        vectors.push(...(await requestWithRetries(batch, options, signal)));
      }
      return vectors;
    },
  };
}

async function requestWithRetries(
  texts: readonly string[],
  options: OpenAiEmbedderOptions,
  signal: AbortSignal | undefined,
): Promise<readonly Float32Array[]> {
  const { maxRetries = 3, retryDelayMs = 500 } = options;
  for (let attempt = 0; ; attempt += 1) {
    const reply = await request(texts, options, signal);
    if (reply.status === "ok") {
      return reply.vectors;
    }
    if (reply.status === "failed" || attempt >= maxRetries) {
      throw reply.error;
    }
    await pause(Math.min(reply.retryAfterMs ?? retryDelayMs * 2 ** attempt, MAX_RETRY_DELAY_MS), signal);
  }
}

type Reply =
  | { readonly status: "ok"; readonly vectors: readonly Float32Array[] }
  | { readonly status: "failed"; readonly error: PosternError }
  | { readonly status: "retry"; readonly error: PosternError; readonly retryAfterMs?: number };

async function request(
  texts: readonly string[],
  options: OpenAiEmbedderOptions,
  signal: AbortSignal | undefined,
): Promise<Reply> {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? 20_000);
  try {
    const response = await fetch(`${options.url.replace(/\/+$/u, "")}/embeddings`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(options.apiKey === undefined ? {} : { authorization: `Bearer ${options.apiKey}` }),
        ...options.headers,
      },
      body: JSON.stringify({
        model: options.model,
        input: texts,
        encoding_format: "float",
        ...(options.dimensions === undefined ? {} : { dimensions: options.dimensions }),
      }),
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
    });
    return response.ok ? await readReply(response, texts.length) : await refusal(response);
  } catch (error) {
    if (signal?.aborted === true) {
      return { status: "failed", error: new PosternError("ABORTED", "Embedding was aborted.", { cause: error }) };
    }
    const reason = timeout.aborted ? `no answer in ${options.timeoutMs ?? 20_000} ms` : errorMessage(error);
    const message = `The embedding service cannot be reached: ${reason}.`;
    return { status: "retry", error: new PosternError("SOURCE_UNAVAILABLE", message, { cause: error }) };
  }
}

async function readReply(response: Response, count: number): Promise<Reply> {
  const vectors = readVectors(await response.json(), count);
  if (vectors === undefined) {
    const message = `The embedding service answered something else than ${count} vectors of one length.`;
    return { status: "failed", error: new PosternError("UPSTREAM_ERROR", message) };
  }
  return { status: "ok", vectors };
}

/** What a status other than 2xx means. The body is not shown: some services repeat the key in it. */
async function refusal(response: Response): Promise<Reply> {
  await response.body?.cancel();
  const { status } = response;
  const message = `The embedding service answered with status ${status}.`;
  if (status === 401 || status === 403) {
    return { status: "failed", error: new PosternError("UNAUTHORIZED", `${message} Check apiKey.`) };
  }
  if (status !== 408 && status !== 429 && status < 500) {
    return { status: "failed", error: new PosternError("UPSTREAM_ERROR", `${message} Check url and model.`) };
  }
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return {
    status: "retry",
    error: new PosternError("SOURCE_UNAVAILABLE", message),
    ...(Number.isFinite(seconds) ? { retryAfterMs: seconds * 1000 } : {}),
  };
}

async function pause(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, delayMs);
  const stop = (): void => resolve();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
  if (signal?.aborted === true) {
    throw new PosternError("ABORTED", "Embedding was aborted.");
  }
}
