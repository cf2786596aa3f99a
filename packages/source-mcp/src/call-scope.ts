import { AsyncLocalStorage } from "node:async_hooks";
import type { CallContext } from "@postern/core";
import type { CallDeadline } from "./call-deadline.ts";

/** A call under way, as far as what its upstream sends meanwhile is concerned. */
export interface CallUnderWay {
  readonly context: CallContext;
  readonly deadline: CallDeadline;
}

/**
 * Finds out which call a message of an upstream belongs to. Over HTTP it comes in the call's own stream. Over a shared pipe
 * it does not say: there it belongs to a call only while all calls under way are of one execution, so that nobody is asked
 * or told on another's behalf.
 */
export class CallScope {
  readonly #scope = new AsyncLocalStorage<CallUnderWay>();
  readonly #calls = new Set<CallUnderWay>();

  async during<T>(call: CallUnderWay, work: () => Promise<T>): Promise<T> {
    this.#calls.add(call);
    try {
      return await this.#scope.run(call, work);
    } finally {
      this.#calls.delete(call);
    }
  }

  /** The call whose stream the message came in, or the only one it can belong to. */
  current(): CallUnderWay | undefined {
    return this.#scope.getStore() ?? this.#onlyCall();
  }

  /** Whether no call is under way. */
  get isIdle(): boolean {
    return this.#calls.size === 0;
  }

  #onlyCall(): CallUnderWay | undefined {
    const [first, ...others] = this.#calls;
    const isShared = others.some(({ context }) => context.executionId !== first?.context.executionId);
    return isShared ? undefined : first;
  }
}
