import { ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";
import type { CallProgress, UpstreamLogReader } from "@postern/core";
import { answerSchema, type AskClient, type ClientMessage, type ClientQuestion } from "./client-question.ts";

/** One request of a call that may take several: revision 2026-07-28 asks by answering (`input_required`). */
export interface Round {
  readonly signal: AbortSignal;
  readonly notifyProgress: ((progress: CallProgress) => void) | undefined;
  readonly log: UpstreamLogReader | undefined;
  /** What came back with the request: the state and the answers by key. */
  readonly state: string | undefined;
  readonly responses: Readonly<Record<string, unknown>>;
}

/** What work is given that goes on over several requests. */
export interface RoundContext {
  readonly signal: AbortSignal;
  readonly notifyProgress: (progress: CallProgress) => void;
  readonly log: UpstreamLogReader | undefined;
  readonly ask: AskClient;
}

/** A question instead of an answer, as the 2.x SDK takes it. */
export interface InputRequired {
  readonly resultType: "input_required";
  readonly inputRequests: Readonly<Record<string, ClientMessage>>;
  readonly requestState: string;
}

/** Calls that wait for a client, or the person in front of it, between two requests. */
export interface InteractiveCalls {
  /**
   * Starts the work, or goes on with what waits under the round's state.
   * @throws {ProtocolError} -32602 - nothing waits under that state
   */
  run<Reply>(round: Round, work: (context: RoundContext) => Promise<Reply>): Promise<Reply | InputRequired>;
}

interface Question {
  readonly message: ClientMessage;
  readonly answer: (answer: unknown) => void;
}

interface WaitingCall {
  readonly reply: Promise<unknown>;
  readonly controller: AbortController;
  readonly questions: Map<string, Question>;
  round: Round | undefined;
  /** Answers that came with a request before anything was asked, as a client may send them that knows what will be. */
  early: Map<string, unknown>;
  /** When there is a question that has not been asked yet. */
  asked: PromiseWithResolvers<void>;
}

/** A call whose client does not answer in this time is ended. The 2.x SDK gives a person as long. */
const WAIT_MS = 600_000;
const MAX_WAITING = 1000;
const NOT_OPEN =
  "This question is not open here, so nothing was continued: it was answered before, its time is over, or another replica asked it. What had been done before it was asked is not undone.";

/** Nothing waits yet. */
export function createInteractiveCalls(): InteractiveCalls {
  const waiting = new Map<string, WaitingCall>();
  const proceedWith = (round: Round, work: (context: RoundContext) => Promise<unknown>): Promise<unknown> => {
    if (round.state === undefined) {
      const call = start(round, work);
      call.early = new Map(Object.entries(round.responses));
      return proceed(waiting, call, round);
    }
    const call = waiting.get(round.state);
    if (call === undefined) {
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, NOT_OPEN, { reason: "invalid_request_state" });
    }
    waiting.delete(round.state);
    for (const [key, response] of Object.entries(round.responses)) {
      const question = call.questions.get(key);
      // What is no answer leaves the question open: it is asked again.
      if (question !== undefined && answerSchema(question.message).safeParse(response).success) {
        call.questions.delete(key);
        question.answer(response);
      }
    }
    return proceed(waiting, call, round);
  };
  return {
    run: async <Reply>(round: Round, work: (context: RoundContext) => Promise<Reply>) =>
      (await proceedWith(round, work)) as Reply | InputRequired,
  };
}

function start({ log }: Round, work: (context: RoundContext) => Promise<unknown>): WaitingCall {
  const controller = new AbortController();
  const context: RoundContext = {
    signal: controller.signal,
    notifyProgress: (progress) => call.round?.notifyProgress?.(progress),
    log: log && { level: log.level, onMessage: (message) => call.round?.log?.onMessage(message) },
    ask: (question, signal) => askIn(call, question, signal),
  };
  const call: WaitingCall = {
    // Begins only after `call` is there for its callbacks.
    reply: Promise.resolve().then(() => work(context)),
    controller,
    questions: new Map(),
    early: new Map(),
    round: undefined,
    asked: Promise.withResolvers<void>(),
  };
  return call;
}

function askIn(call: WaitingCall, { message, key }: ClientQuestion, signal: AbortSignal): Promise<unknown> {
  const name = key === undefined || call.questions.has(key) ? crypto.randomUUID() : key;
  const early = call.early.get(name);
  call.early.delete(name);
  if (answerSchema(message).safeParse(early).success) {
    return Promise.resolve(early);
  }
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  call.questions.set(name, { message, answer: resolve });
  const giveUp = (): void => {
    call.questions.delete(name);
    reject(new Error("The call ended before its question was answered."));
  };
  signal.addEventListener("abort", giveUp, { once: true });
  call.asked.resolve();
  return promise;
}

/** Goes on until the work is done or asks; only while a request is open can its client end the work. */
async function proceed(waiting: Map<string, WaitingCall>, call: WaitingCall, round: Round): Promise<unknown> {
  const abort = (): void => call.controller.abort(round.signal.reason);
  call.round = round;
  round.signal.addEventListener("abort", abort, { once: true });
  if (round.signal.aborted) {
    abort();
  }
  try {
    if (call.questions.size > 0) {
      call.asked.resolve();
    }
    const isDone = Symbol("done");
    const first = await Promise.race([call.reply.then(() => isDone), call.asked.promise]);
    return first === isDone ? await call.reply : park(waiting, call);
  } finally {
    round.signal.removeEventListener("abort", abort);
    call.round = undefined;
  }
}

function park(waiting: Map<string, WaitingCall>, call: WaitingCall): InputRequired {
  if (waiting.size >= MAX_WAITING) {
    call.controller.abort();
    call.reply.catch(() => undefined);
    throw new ProtocolError(ProtocolErrorCode.InternalError, "Too many calls wait for a person. Try again later.");
  }
  const state = crypto.randomUUID();
  call.asked = Promise.withResolvers<void>();
  waiting.set(state, call);
  const timer = setTimeout(() => {
    if (waiting.delete(state)) {
      call.controller.abort();
    }
  }, WAIT_MS);
  // Nobody's answer keeps a process from ending.
  (timer as { unref?: () => void }).unref?.();
  call.reply.finally(() => clearTimeout(timer)).catch(() => undefined);
  const inputRequests = Object.fromEntries([...call.questions].map(([key, { message }]) => [key, message]));
  return { resultType: "input_required", inputRequests, requestState: state };
}
