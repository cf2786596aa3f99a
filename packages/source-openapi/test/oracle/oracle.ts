import { isDeepStrictEqual } from "node:util";
import {
  isJsonObject,
  type JsonObject,
  type ScriptObject,
  type ScriptValue,
  type Source,
  type Tool,
} from "@postern/core";
import type { OpenApiTools, OperationPlan } from "../../src/index.ts";
import { startApi, type ApiServer, type SeenRequest } from "../support/api-server.ts";
import { generateValue, type Amount } from "./generate-value.ts";
import type { BodyValidator } from "./body-validator.ts";
import { createPrismValidator, type Verdict } from "./prism-validator.ts";
import { createRandom } from "./random.ts";
import { schemaComplaint } from "./schema-validator.ts";

/** What became of one operation. */
export interface OperationResult {
  readonly name: string;
  readonly operation: string;
  /** One request arrived where the document says, and the answer came back as declared. */
  readonly isCallable: boolean;
  /** An independent validator took the request; absent where none was sent. */
  readonly isAccepted?: boolean;
  /** Which one: Prism for everything, or Ajv for the body where Prism cannot read it. */
  readonly validator?: "prism" | "prism+ajv";
  /** Why it is not callable, or not accepted. */
  readonly reason?: string;
}

/** What the oracle needs of a document. */
export interface OracleSubject {
  /** As it was written, for Prism. */
  readonly document: JsonObject;
  readonly tools: OpenApiTools;
  readonly bodies: BodyValidator;
  /** Makes the source under test, with everything at `baseUrl`. */
  readonly createSource: (baseUrl: string) => Source;
}

const BASE_PATH = "/base";
const AMOUNTS: readonly Amount[] = [
  { optional: 0.6, depth: 4 },
  { optional: 0.3, depth: 3 },
  { optional: 1, depth: 2 },
  { optional: 0, depth: 2 },
  { optional: 0, depth: 1 },
  { optional: 0.1, depth: 1 },
];

/** The answer that the server gives next, and the value that has to come of it. */
interface Answer {
  readonly status: number;
  readonly contentType?: string;
  readonly body?: Uint8Array;
  readonly value: ScriptValue | undefined;
}

/** Calls every operation (or those that `isWanted`) with a generated input over a real server. */
export async function runOracle(
  subject: OracleSubject,
  isWanted: (tool: Tool, index: number) => boolean = () => true,
): Promise<OperationResult[]> {
  let answer: Answer = { status: 204, value: undefined };
  await using api = await startApi((_request, response) => {
    const { status, contentType, body } = answer;
    response.writeHead(status, contentType === undefined ? {} : { "content-type": contentType });
    response.end(body);
  });
  await using source = subject.createSource(`${api.url}${BASE_PATH}`);
  const results: OperationResult[] = [];
  const tools = (await source.listTools()).filter(isWanted);
  for (const [index, tool] of tools.entries()) {
    const plan = subject.tools.plan(tool.name);
    if (plan !== undefined) {
      const trial = { tool, plan, seed: index + 1, source, api, expect: (next: Answer) => void (answer = next) };
      results.push(await tryOperation(subject, trial));
    }
  }
  return results;
}

interface Trial {
  readonly tool: Tool;
  readonly plan: OperationPlan;
  readonly seed: number;
  readonly source: Source;
  readonly api: ApiServer;
  readonly expect: (answer: Answer) => void;
}

async function tryOperation(subject: OracleSubject, trial: Trial): Promise<OperationResult> {
  const { tool, plan } = trial;
  const about = { name: tool.name, operation: `${plan.entry.method} ${plan.entry.path}` };
  let request: SeenRequest;
  try {
    request = await callOnce(trial);
  } catch (error) {
    return { ...about, isCallable: false, reason: error instanceof Error ? error.message : String(error) };
  }
  const { validator, verdict } = await judged(subject, plan, request).catch((error: unknown): Judgement => ({
    validator: "prism",
    verdict: failure(error),
  }));
  const isAccepted = verdict.status === "accepted";
  return {
    ...about,
    isCallable: true,
    isAccepted,
    validator,
    ...(isAccepted ? {} : { reason: verdict.reasons.join("; ") }),
  };
}

interface Judgement {
  readonly validator: "prism" | "prism+ajv";
  readonly verdict: Verdict;
}

async function judged(subject: OracleSubject, plan: OperationPlan, request: SeenRequest): Promise<Judgement> {
  const prism = await createPrismValidator(subject.document, plan.entry);
  const whole = prism.readsBody
    ? attempted(() => prism.validate(request, { basePath: BASE_PATH, withBody: true }))
    : undefined;
  const isForm = /form/u.test(request.headers["content-type"] ?? "");
  if (whole?.status === "accepted" || request.body.length === 0 || (whole !== undefined && !isForm)) {
    return {
      validator: "prism",
      verdict: whole ?? attempted(() => prism.validate(request, { basePath: BASE_PATH, withBody: false })),
    };
  }
  const head = attempted(() => prism.validate(request, { basePath: BASE_PATH, withBody: false }));
  const verdict = head.status === "refused" ? head : await subject.bodies.validate(plan.entry, request);
  return { validator: "prism+ajv", verdict };
}

function attempted(validate: () => Verdict): Verdict {
  try {
    return validate();
  } catch (error) {
    return failure(error);
  }
}

function failure(error: unknown): Verdict {
  return { status: "refused", reasons: [`the validator failed: ${String(error).slice(0, 200)}`] };
}

/** Sends one generated input; throws a reason where what arrives, or what comes back, is not what is declared. */
async function callOnce({ tool, plan, seed, source, api, expect }: Trial): Promise<SeenRequest> {
  const input = generatedInput(tool.inputSchema as JsonObject, plan, seed);
  const answer = generatedAnswer(tool, plan, seed);
  expect(answer);
  api.requests.length = 0;
  const result = await source.callTool(tool.name, input, {
    signal: AbortSignal.timeout(10_000),
    executionId: "oracle",
  });
  const [request] = api.requests;
  if (request === undefined || api.requests.length > 1 || request.method !== plan.entry.method) {
    throw new Error(`${api.requests.length} requests arrived, the first a ${request?.method}`);
  }
  if (/%7B|\{/iu.test(request.url.split("?")[0] ?? "")) {
    throw new Error(`a path template was requested: ${request.url}`);
  }
  if (!isDeepStrictEqual(result.structuredContent, answer.value)) {
    throw new Error(`the answer arrived as ${JSON.stringify(result.structuredContent)?.slice(0, 80)}`);
  }
  return request;
}

function generatedInput(schema: JsonObject, plan: OperationPlan, seed: number): ScriptObject {
  let complaint: string | undefined;
  for (const [round, amount] of AMOUNTS.entries()) {
    const input = generateValue(schema, createRandom(seed * 31 + round), amount);
    complaint = schemaComplaint(schema, input);
    if (complaint === undefined && isJsonObject(input)) {
      // The media type follows from the body, unless a script says otherwise.
      const { contentType: _contentType, ...rest } = input;
      return plan.bodies.length > 1 ? rest : input;
    }
  }
  throw new Error(`no valid input was generated: ${complaint}`);
}

/** An answer by the output schema, in the media type that the operation asks for. */
function generatedAnswer(tool: Tool, plan: OperationPlan, seed: number): Answer {
  const answers = plan.responses.answers ?? [{ kind: "json", schema: true } as const];
  const kind = (answers.find((answer) => answer.kind !== "nothing") ?? answers[0])?.kind ?? "nothing";
  const [accepted = ""] = plan.responses.accept.split(",");
  if (kind === "nothing" || plan.entry.method === "HEAD") {
    return { status: 204, value: undefined };
  }
  if (kind === "json") {
    return jsonAnswer(tool, accepted, seed);
  }
  if (kind === "text" || kind === "form") {
    const contentType = /\*|octet|json/u.test(accepted) ? "text/plain; charset=utf-8" : accepted;
    return { status: 200, contentType, body: Buffer.from("text é"), value: "text é" };
  }
  const body = new Uint8Array([0, 255, 128, 7]);
  return { status: 200, contentType: /\*/u.test(accepted) ? "application/octet-stream" : accepted, body, value: body };
}

function jsonAnswer(tool: Tool, accepted: string, seed: number): Answer {
  const schema = (tool.outputSchema ?? {}) as JsonObject;
  const made = generateValue(schema, createRandom(seed), { optional: 0.5, depth: 3 });
  const value = made instanceof Uint8Array || made === undefined ? { any: true } : made;
  const contentType = accepted.includes("json") ? accepted : "application/json; charset=utf-8";
  return { status: 200, contentType, body: Buffer.from(JSON.stringify(value)), value };
}
