import type { Budget, CallFailure, CallPath, CallReply, ScriptHost, ScriptValue } from "@postern/core";
import { argumentLimitMessage, callResultLimitMessage } from "./messages.ts";
import { TurnShare } from "./turn-share.ts";
import { decodeWire, encodeWire } from "./wire.ts";

/** A call that the script made and that has not settled. */
interface OpenCall {
  readonly id: number;
  readonly path: CallPath;
  readonly expression: string;
  readonly args: readonly ScriptValue[];
}

/** What a desk needs. */
export interface CallDeskOptions {
  readonly host: ScriptHost;
  readonly budget: Budget;
  /** Hands an answer to the guest. */
  readonly answer: (text: string) => void;
  /** The script made one call more than it may. */
  readonly onCallLimit: () => void;
}

/** Makes a script's calls: counts them, queues what is over the number at once, measures, answers, aborts. */
export class CallDesk {
  calls = 0;
  argumentBytes = 0;
  resultBytes = 0;
  readonly #options: CallDeskOptions;
  #waiting: OpenCall[] = [];
  /** The first in `#waiting` that was not started yet: taking from the front of a long array moves all the rest. */
  #nextWaiting = 0;
  readonly #share = new TurnShare(() => this.#startWaiting());
  readonly #running = new Map<OpenCall, AbortController>();
  #busySince: number | undefined;
  #busyMs = 0;
  #isClosed = false;

  constructor(options: CallDeskOptions) {
    this.#options = options;
  }

  /** Time in which at least one call was under way. */
  get callTimeMs(): number {
    return this.#busyMs + (this.#busySince === undefined ? 0 : performance.now() - this.#busySince);
  }

  /** Takes a call frame's text: `id,namespace,place,wire`. Throws where it is none. */
  open(text: string): void {
    const match = /^(\d{1,15}),(\d{1,9}),(\d{1,9}),/u.exec(text);
    const namespace = this.#options.host.namespaces[Number(match?.[2])];
    const member = namespace?.members[Number(match?.[3])];
    if (match === null || namespace === undefined || member === undefined) {
      throw new SyntaxError("not a call frame");
    }
    this.calls += 1;
    if (this.calls > this.#options.budget.maxCalls) {
      this.#options.onCallLimit();
      return;
    }
    const id = Number(match[1]);
    const wire = text.slice(match[0].length);
    const bytes = Math.max(0, Buffer.byteLength(wire) - 1);
    this.argumentBytes += bytes;
    if (bytes > this.#options.budget.maxArgumentBytes) {
      this.#reject(id, postern("OUTPUT_LIMIT", argumentLimitMessage(this.#options.budget)));
      return;
    }
    this.#enqueue({
      id,
      path: { namespace: namespace.name, name: member.name },
      expression: `${namespace.name}.${member.identifier}`,
      args: decodeWire(wire) as readonly ScriptValue[],
    });
  }

  /** Refuses what waits, aborts what runs, and tells which calls those were. */
  close(): readonly CallPath[] {
    this.#isClosed = true;
    const unsettled = [...this.#running.keys(), ...this.#waiting.slice(this.#nextWaiting)].toSorted(
      (a, b) => a.id - b.id,
    );
    this.#waiting = [];
    this.#nextWaiting = 0;
    for (const controller of this.#running.values()) {
      controller.abort();
    }
    return unsettled.map((call) => call.path);
  }

  #enqueue(call: OpenCall): void {
    if (this.#waiting.length === 0 && this.#hasRoom()) {
      this.#start(call);
    } else {
      this.#waiting.push(call);
    }
  }

  #hasRoom(): boolean {
    return this.#running.size < this.#options.budget.maxConcurrentCalls;
  }

  /** Where the host answers at once, one call's end starts the next: a whole flood would be one turn of the event loop. */
  #startWaiting(): void {
    while (this.#nextWaiting < this.#waiting.length && this.#hasRoom() && !this.#share.isSpent()) {
      const next = this.#waiting[this.#nextWaiting] as OpenCall;
      this.#nextWaiting += 1;
      this.#start(next);
    }
    if (this.#nextWaiting === this.#waiting.length) {
      this.#waiting = [];
      this.#nextWaiting = 0;
    }
  }

  #start(call: OpenCall): void {
    const controller = new AbortController();
    if (this.#running.size === 0) {
      this.#busySince = performance.now();
    }
    this.#running.set(call, controller);
    const finish = (reply: CallReply): void => this.#finish(call, reply);
    try {
      this.#options.host.call(call.path, call.args, controller.signal).then(finish, () => finish(brokenHost()));
    } catch {
      finish(brokenHost());
    }
  }

  #finish(call: OpenCall, reply: CallReply): void {
    this.#running.delete(call);
    if (this.#running.size === 0 && this.#busySince !== undefined) {
      this.#busyMs += performance.now() - this.#busySince;
      this.#busySince = undefined;
    }
    if (this.#isClosed) {
      return;
    }
    this.#startWaiting();
    this.#reply(call, reply);
  }

  #reply(call: OpenCall, reply: CallReply): void {
    if (reply.status === "error") {
      this.#reject(call.id, reply.error);
      return;
    }
    let wire: string;
    try {
      wire = encodeWire(reply.value);
    } catch {
      this.#reject(call.id, postern("UNSERIALIZABLE", `The result of ${call.expression} is not JSON.`));
      return;
    }
    const bytes = Math.max(0, Buffer.byteLength(wire) - 1);
    this.resultBytes += bytes;
    if (bytes > this.#options.budget.maxCallResultBytes) {
      this.#reject(call.id, postern("OUTPUT_LIMIT", callResultLimitMessage(call.expression, this.#options.budget)));
      return;
    }
    this.#options.answer(`R${call.id},${wire}`);
  }

  #reject(id: number, { name, message, code }: CallFailure): void {
    this.#options.answer(`E${id},${JSON.stringify({ name, message: message.slice(0, 4096), code })}`);
  }
}

function postern(code: string, message: string): CallFailure {
  return { name: "PosternError", message, code };
}

/** A host that rejects breaks its contract; the script learns nothing of the host from it. */
function brokenHost(): CallReply {
  return { status: "error", error: postern("INTERNAL", "The call failed inside the host.") };
}
