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
import { createBodyValidator, type BodyValidator } from "./body-validator.ts";
import type { Complaint, DocumentSchemas } from "./document-schemas.ts";
import { createParameterValidator, type ParameterValidator } from "./parameter-validator.ts";
import { createPrismValidator, type Verdict } from "./prism-validator.ts";
import { createRandom } from "./random.ts";
import { schemaComplaint } from "./schema-validator.ts";

/** What became of one operation. */
export interface OperationResult {
  readonly name: string;
  readonly operation: string;
  /** One request arrived where the document says, and the answer came back as declared. */
  readonly isCallable: boolean;
  /** An independent validator took the request; absent where none was sent, or where no request could be right. */
  readonly isAccepted?: boolean;
  /** Which one: Prism, or Enforcer, qs and Ajv where Prism refuses. */
  readonly validator?: "prism" | "second";
  /** Why it is not callable, not accepted, or not to be judged. */
  readonly reason?: string;
}

/** What the oracle needs of a document. */
export interface OracleSubject {
  /** As it was written, for Prism. */
  readonly document: JsonObject;
  readonly schemas: DocumentSchemas;
  readonly tools: OpenApiTools;
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
  const bodies = createBodyValidator(subject.schemas);
  const ground: Ground = {
    document: subject.document,
    bodies,
    parameters: createParameterValidator(subject.schemas),
    source,
    api,
    expect: (next) => void (answer = next),
  };
  const results: OperationResult[] = [];
  const tools = (await source.listTools()).filter(isWanted);
  for (const [index, tool] of tools.entries()) {
    const plan = subject.tools.plan(tool.name);
    if (plan !== undefined) {
      results.push(await tryOperation(ground, { tool, plan, seed: index + 1 }));
    }
  }
  return results;
}

interface Ground {
  readonly document: JsonObject;
  readonly bodies: BodyValidator;
  readonly parameters: ParameterValidator;
  readonly source: Source;
  readonly api: ApiServer;
  readonly expect: (answer: Answer) => void;
}

interface Trial {
  readonly tool: Tool;
  readonly plan: OperationPlan;
  readonly seed: number;
}

async function tryOperation(ground: Ground, trial: Trial): Promise<OperationResult> {
  const { tool, plan } = trial;
  const about = { name: tool.name, operation: `${plan.entry.method} ${plan.entry.path}` };
  let request: SeenRequest;
  let contradiction: string | undefined;
  try {
    const generated = generatedInput(ground.bodies, trial);
    ({ contradiction } = generated);
    request = await callOnce(ground, trial, generated.input);
  } catch (error) {
    return { ...about, isCallable: false, reason: error instanceof Error ? error.message : String(error) };
  }
  if (contradiction !== undefined) {
    return { ...about, isCallable: true, reason: contradiction };
  }
  const { validator, verdict } = await judged(ground, plan, request);
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
  readonly validator: "prism" | "second";
  readonly verdict: Verdict;
}

/** Prism first; where it refuses or fails, the second opinion counts, and both reasons are told. */
async function judged(ground: Ground, plan: OperationPlan, request: SeenRequest): Promise<Judgement> {
  const { entry } = plan;
  const first = await createPrismValidator(ground.document, entry)
    .then((prism) => ({
      readsBody: prism.readsBody,
      verdict: attempted(() => prism.validate(request, { basePath: BASE_PATH, withBody: prism.readsBody })),
    }))
    .catch((error: unknown) => ({ readsBody: true, verdict: failure(error) }));
  const parameters =
    first.verdict.status === "accepted"
      ? first.verdict
      : attempted(() => ground.parameters.validate(entry, request, BASE_PATH));
  if (first.verdict.status === "accepted" && first.readsBody) {
    return { validator: "prism", verdict: first.verdict };
  }
  const body = await ground.bodies.validate(entry, request).catch(failure);
  const reasons = [parameters, body].flatMap((verdict) => (verdict.status === "refused" ? verdict.reasons : []));
  const prism = first.verdict.status === "refused" ? first.verdict.reasons.map((reason) => `${reason} (Prism)`) : [];
  return {
    validator: "second",
    verdict: reasons.length === 0 ? { status: "accepted" } : { status: "refused", reasons: [...reasons, ...prism] },
  };
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
async function callOnce(ground: Ground, { tool, plan, seed }: Trial, input: ScriptObject): Promise<SeenRequest> {
  const answer = generatedAnswer(tool, plan, seed);
  ground.expect(answer);
  ground.api.requests.length = 0;
  const result = await ground.source.callTool(tool.name, input, {
    signal: AbortSignal.timeout(10_000),
    executionId: "oracle",
  });
  const [request] = ground.api.requests;
  if (request === undefined || ground.api.requests.length > 1 || request.method !== plan.entry.method) {
    throw new Error(`${ground.api.requests.length} requests arrived, the first a ${request?.method}`);
  }
  if (/%7B|\{/iu.test(request.url.split("?")[0] ?? "")) {
    throw new Error(`a path template was requested: ${request.url}`);
  }
  if (!isDeepStrictEqual(result.structuredContent, answer.value)) {
    throw new Error(`the answer arrived as ${JSON.stringify(result.structuredContent)?.slice(0, 80)}`);
  }
  return request;
}

interface GeneratedInput {
  readonly input: ScriptObject;
  /** The document's own schema refuses every body, since each fits several alternatives of a `oneOf`. */
  readonly contradiction?: string;
}

/** The first of several inputs that the tool's schema takes, and the document's own schema of the body, too. */
function generatedInput(bodies: BodyValidator, { tool, plan, seed }: Trial): GeneratedInput {
  const schema = tool.inputSchema as JsonObject;
  let complaint: string | undefined;
  let ambiguous: GeneratedInput | undefined;
  for (const [round, amount] of [...AMOUNTS, ...AMOUNTS].entries()) {
    const made = generateValue(schema, createRandom(seed * 31 + round), amount);
    complaint = schemaComplaint(schema, made);
    if (complaint === undefined && isJsonObject(made)) {
      // The media type follows from the body, unless a script says otherwise.
      const { contentType: _contentType, ...rest } = made;
      const input = plan.bodies.length > 1 ? rest : made;
      const own =
        plan.bodies[0]?.kind === "json" && "body" in input ? complaintOf(bodies, plan, input["body"]) : undefined;
      if (own === undefined || !own.isAmbiguous) {
        return { input };
      }
      ambiguous ??= { input, contradiction: `every body fits several alternatives of a oneOf: ${own.text}` };
    }
  }
  if (ambiguous !== undefined) {
    return ambiguous;
  }
  throw new Error(`no valid input was generated: ${complaint}`);
}

/** None where the document's schema cannot be compiled: the request is judged later. */
function complaintOf(bodies: BodyValidator, plan: OperationPlan, body: ScriptValue | undefined): Complaint | undefined {
  try {
    return bodies.complaint(plan.entry, body);
  } catch {
    return undefined;
  }
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
