import { errorMessage, isPosternError, PosternError } from "@postern/core";

/** What is asked of an upstream, and what its errors are about. */
export interface AbortableWork {
  /** Stands in front of the message of an error that has no code. */
  readonly path: string;
  readonly signal: AbortSignal;
}

/**
 * Ends with the signal, even where the upstream does not. Whatever is thrown has a code.
 * @throws {PosternError} ABORTED; UPSTREAM_ERROR, for what was thrown without a code; and what was thrown with one
 */
export async function abortable<Result>(work: () => Promise<Result>, { path, signal }: AbortableWork): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(new PosternError("ABORTED", `${path} was aborted.`));
  signal.addEventListener("abort", abort, { once: true });
  try {
    if (signal.aborted) {
      abort();
      return await promise;
    }
    return await Promise.race([work(), promise]);
  } catch (error) {
    if (isPosternError(error)) {
      throw error;
    }
    throw new PosternError("UPSTREAM_ERROR", `${path}: ${errorMessage(error)}`, { cause: error });
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** Aborted when either of the two is. */
export function eitherSignal(always: AbortSignal, sometimes: AbortSignal | undefined): AbortSignal {
  return sometimes === undefined ? always : AbortSignal.any([sometimes, always]);
}
