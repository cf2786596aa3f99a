import { ProtocolError } from "@modelcontextprotocol/server";
import { type CallProgress, errorMessage, isPosternError } from "@postern/core";
import type { ToolRuntime } from "@postern/runtime";
import type { z } from "zod";
import type { InputRequired } from "./interactive-call.ts";
import type { RequestContext } from "./request-context.ts";
import { runCall } from "./run-call.ts";
import { EXECUTE_TOOL, executeInput, SEARCH_TOOL, searchInput } from "./tool-definitions.ts";
import { toErrorReply, toExecuteReply, toSearchReply, type ToolReply } from "./tool-replies.ts";

/** Answers a call of one of Postern's own tools. Never rejects: what goes wrong is in the reply. */
export type OwnTool = (input: unknown, context: RequestContext) => Promise<ToolReply | InputRequired>;

/** `search` and `execute` by name. */
export function createOwnTools(runtime: ToolRuntime): ReadonlyMap<string, OwnTool> {
  return new Map([
    [
      SEARCH_TOOL.name,
      withInput(searchInput, async (request, { meta }) => toSearchReply(await runtime.search(request, { meta }))),
    ],
    [
      EXECUTE_TOOL.name,
      withInput(executeInput, (request, context) =>
        runCall(runtime, context, async ({ notifyProgress, passed: _passed, ...call }) => {
          const options = { ...call, ...(notifyProgress && { onProgress: countProgress(notifyProgress) }) };
          return answered(async () => toExecuteReply(await runtime.execute(request, options)));
        }),
      ),
    ],
  ]);
}

/** Progress has to grow with every notification (MCP, progress), and a script's calls do not, so it counts them. */
function countProgress(notify: (progress: CallProgress) => void): (told: { readonly message: string }) => void {
  let progress = 0;
  return ({ message }) => {
    progress += 1;
    notify({ progress, message });
  };
}

function withInput<Input>(
  schema: z.ZodType<Input>,
  answer: (input: Input, context: RequestContext) => Promise<ToolReply | InputRequired>,
): OwnTool {
  return async (input, context) => {
    const parsed = schema.safeParse(input);
    if (!parsed.success) {
      const issues = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "input"}: ${message}`);
      return toErrorReply(`The input does not fit. ${issues.join("; ")}`);
    }
    return answered(() => answer(parsed.data, context));
  };
}

/** What is thrown becomes a reply. */
async function answered<Reply>(work: () => Promise<Reply>): Promise<Reply | ToolReply> {
  try {
    return await work();
  } catch (error) {
    // A question that is no longer open is for the model to know of, not for its client alone.
    if (error instanceof ProtocolError) {
      return toErrorReply(error.message);
    }
    return toErrorReply(isPosternError(error) ? `${error.code}: ${errorMessage(error)}` : "INTERNAL: Postern failed.");
  }
}
