import type { ElicitationAnswer } from "@postern/core";
import type { ElicitationHandler } from "@postern/runtime";
import { type ElicitationMessage, readElicitationResult, toElicitationMessage } from "./elicitation.ts";
import { toErrorReply, type ToolReply } from "./tool-replies.ts";

/** One request of a call that may take several: revision 2026-07-28 asks by answering (`input_required`). */
export interface Round {
  readonly signal: AbortSignal;
  readonly notifyProgress: ((message: string) => void) | undefined;
  /** What came back with the request: the state and the answers by key. */
  readonly state: string | undefined;
  readonly responses: Readonly<Record<string, unknown>>;
}

/** What work is given that goes on over several requests. */
export interface RoundContext {
  readonly signal: AbortSignal;
  readonly notifyProgress: (message: string) => void;
  readonly onElicitation: ElicitationHandler;
}

/** A question instead of an answer, as the 2.x SDK takes it. */
export interface InputRequired {
  readonly resultType: "input_required";
  readonly inputRequests: Readonly<Record<string, ElicitationMessage>>;
  readonly requestState: string;
}

/** Calls that wait for a person between two requests. */
export interface InteractiveCalls {
  /** Starts the work, or goes on with what waits under the round's state. */
  run(round: Round, work: (context: RoundContext) => Promise<ToolReply>): Promise<ToolReply | InputRequired>;
}

interface Question {
  readonly message: ElicitationMessage;
  readonly answer: (answer: ElicitationAnswer) => void;
}

interface WaitingCall {
  readonly reply: Promise<ToolReply>;
  readonly controller: AbortController;
  readonly questions: Map<string, Question>;
  round: Round | undefined;
  /** When there is a question that has not been asked yet. */
  asked: PromiseWithResolvers<void>;
}

/** A call whose person does not answer in this time is ended. The 2.x SDK gives a person as long. */
const WAIT_MS = 600_000;
const MAX_WAITING = 1000;

/** Nothing waits yet. */
export function createInteractiveCalls(): InteractiveCalls {
  const waiting = new Map<string, WaitingCall>();
  return {
    async run(round, work) {
      if (round.state === undefined) {
        return proceed(waiting, start(work), round);
      }
      const call = waiting.get(round.state);
      if (call === undefined) {
        return toErrorReply(
          "This question is not open here, so nothing was continued: it was answered before, its time is over, or another replica asked it. What had been done before it was asked is not undone.",
        );
      }
      waiting.delete(round.state);
      for (const [key, response] of Object.entries(round.responses)) {
        call.questions.get(key)?.answer(readElicitationResult(response));
        call.questions.delete(key);
      }
      return proceed(waiting, call, round);
    },
  };
}

function start(work: (context: RoundContext) => Promise<ToolReply>): WaitingCall {
  const controller = new AbortController();
  const questions = new Map<string, Question>();
  const onElicitation: ElicitationHandler = (request, { path }) => {
    const { promise, resolve } = Promise.withResolvers<ElicitationAnswer>();
    questions.set(crypto.randomUUID(), { message: toElicitationMessage(path, request), answer: resolve });
    call.asked.resolve();
    return promise;
  };
  const notifyProgress = (message: string): void => call.round?.notifyProgress?.(message);
  const call: WaitingCall = {
    // Begins only after `call` is there for its callbacks.
    reply: Promise.resolve().then(() => work({ signal: controller.signal, notifyProgress, onElicitation })),
    controller,
    questions,
    round: undefined,
    asked: Promise.withResolvers<void>(),
  };
  return call;
}

/** Goes on until the work is done or asks; only while a request is open can its client end the work. */
async function proceed(
  waiting: Map<string, WaitingCall>,
  call: WaitingCall,
  round: Round,
): Promise<ToolReply | InputRequired> {
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
    const reply = await Promise.race([call.reply, call.asked.promise]);
    return reply ?? park(waiting, call);
  } finally {
    round.signal.removeEventListener("abort", abort);
    call.round = undefined;
  }
}

function park(waiting: Map<string, WaitingCall>, call: WaitingCall): ToolReply | InputRequired {
  if (waiting.size >= MAX_WAITING) {
    call.controller.abort();
    return toErrorReply("Too many calls wait for a person. Try again later.");
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
