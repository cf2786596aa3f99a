import { errorMessage, isPosternError, PosternError, type SourceState, type SourceStatus } from "@postern/core";

/** Something that is opened when it is first needed, and again while that fails. */
export interface Opening<Opened> {
  readonly status: SourceStatus;
  /** @throws {PosternError} DISPOSED, or the error of opening with the namespace before it */
  get(): Promise<Opened>;
  close(): void;
}

/** How something is opened. */
export interface OpeningOptions<Opened> {
  readonly namespace: string;
  readonly open: (signal: AbortSignal) => Promise<Opened>;
  /** Told when a try that no one asked for succeeded. */
  readonly onRecovered: () => void;
}

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;

/** Opens with tries that come less and less often, where the reason may pass; a wrong option stays wrong. */
export function createOpening<Opened>({ namespace, open, onRecovered }: OpeningOptions<Opened>): Opening<Opened> {
  const closing = new AbortController();
  let pending: Promise<Opened> | undefined;
  let status: SourceStatus = { state: "idle", transport: "openapi" };
  let retry: NodeJS.Timeout | undefined;
  let failures = 0;

  async function get(): Promise<Opened> {
    closing.signal.throwIfAborted();
    if (pending === undefined) {
      clearTimeout(retry);
      status = { state: "connecting", transport: "openapi" };
      pending = open(closing.signal).then(succeeded, failed);
    }
    return pending;
  }

  function succeeded(opened: Opened): Opened {
    closing.signal.throwIfAborted();
    failures = 0;
    status = { state: "ready", transport: "openapi" };
    return opened;
  }

  function failed(error: unknown): never {
    closing.signal.throwIfAborted();
    pending = undefined;
    const code = isPosternError(error) ? error.code : "SOURCE_UNAVAILABLE";
    const lastError = `${namespace}: ${errorMessage(error)}`;
    const state: SourceState = code === "UNAUTHORIZED" ? "unauthorized" : "failed";
    const next = code === "SOURCE_UNAVAILABLE" ? retryLater() : {};
    status = { state, transport: "openapi", lastError, ...next };
    throw new PosternError(code, lastError, { cause: error });
  }

  function retryLater(): { readonly retryAtMs: number } {
    const waitMs = Math.min(FIRST_RETRY_MS * 2 ** failures, LAST_RETRY_MS);
    failures += 1;
    // A failure is in the status already, and sets the next try.
    retry = setTimeout(() => void get().then(onRecovered, () => undefined), waitMs).unref();
    return { retryAtMs: Date.now() + waitMs };
  }

  return {
    get status() {
      return status;
    },
    get,
    close: () => {
      closing.abort(new PosternError("DISPOSED", `The source ${namespace} was disposed.`));
      clearTimeout(retry);
      status = { state: "closed", transport: "openapi" };
    },
  };
}
