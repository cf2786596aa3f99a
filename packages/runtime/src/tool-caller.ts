import type { TypeGenerator } from "@postern/codegen";
import {
  type CallContext,
  type CatalogTool,
  PosternError,
  type ScriptObject,
  type ScriptValue,
  type Tool,
  type ToolResult,
} from "@postern/core";
import type { KeptSource } from "./catalog-keeper.ts";
import { abortable } from "./abortable.ts";
import { createInputCheck, type InputCheck } from "./input/input-check.ts";
import { ToolError } from "./tool-error.ts";
import { tracedRequest } from "./tracing.ts";
import { unwrapResult } from "./unwrap.ts";

/** One call, ready to be made. */
interface ToolCall {
  readonly tool: CatalogTool;
  /** The script's arguments: the input, and options of the call. */
  readonly args: readonly ScriptValue[];
  readonly context: CallContext;
}

/** What a tool answered, unwrapped and as it came. */
interface ToolAnswer {
  readonly value: ScriptValue | undefined;
  readonly result: ToolResult;
}

/** Calls tools: checks the input, calls the source, unwraps the answer. */
export interface ToolCaller {
  /** @throws {PosternError} INVALID_INPUT, TOOL_ERROR, ABORTED, UPSTREAM_ERROR, and what the source throws */
  call(call: ToolCall): Promise<ToolAnswer>;
}

/** Options of {@link createToolCaller}. */
export interface ToolCallerOptions {
  readonly sources: ReadonlyMap<string, KeptSource>;
  readonly generator: Pick<TypeGenerator, "signature">;
  /** Told of each value a tool answered. */
  readonly onResult?: ((tool: CatalogTool, value: ScriptValue | undefined) => void) | undefined;
}

/** A caller over sources by namespace. */
export function createToolCaller({ sources, generator, onResult }: ToolCallerOptions): ToolCaller {
  const checks = new WeakMap<Tool, InputCheck>();
  const checkOf = ({ tool }: CatalogTool): InputCheck => {
    const known = checks.get(tool) ?? createInputCheck(tool.inputSchema);
    checks.set(tool, known);
    return known;
  };
  return {
    async call({ tool, args, context }) {
      const { input, options } = readArguments(tool, args, generator);
      const violations = checkOf(tool).violations(input);
      if (violations.length > 0) {
        const lines = violations.map(({ path, expected, found }) => `${path}: expected ${expected}, found ${found}`);
        throw invalidInput(tool, lines, generator);
      }
      const source = sources.get(tool.namespace)?.source;
      if (source === undefined) {
        throw new PosternError("SOURCE_UNAVAILABLE", `The source of ${tool.expression} is gone.`);
      }
      const full = options === undefined ? context : { ...context, options };
      const { name } = tool.tool;
      const result = await tracedRequest({ source, kind: "tool", name, meta: full.meta }, (meta) =>
        abortable(() => source.callTool(name, input, { ...full, meta }), {
          path: tool.expression,
          signal: context.signal,
        }),
      );
      const unwrapped = unwrapResult(result);
      if (unwrapped.status === "error") {
        throw new ToolError(unwrapped.error.message, result);
      }
      onResult?.(tool, unwrapped.value);
      return { value: unwrapped.value, result };
    },
  };
}

function readArguments(
  tool: CatalogTool,
  args: readonly ScriptValue[],
  generator: Pick<TypeGenerator, "signature">,
): { readonly input: ScriptObject; readonly options: ScriptObject | undefined } {
  const [input = {}, options, ...others] = args;
  if (!isObject(input)) {
    throw invalidInput(tool, [`input: expected one object with named properties, found ${kindOf(input)}`], generator);
  }
  if (others.length > 0 || (options !== undefined && options !== null && !isObject(options))) {
    throw invalidInput(tool, ["expected one object as the only argument, found several arguments"], generator);
  }
  return { input, options: options === null ? undefined : options };
}

function invalidInput(
  tool: CatalogTool,
  lines: readonly string[],
  generator: Pick<TypeGenerator, "signature">,
): PosternError {
  const text = [`${tool.expression}: the input does not fit.`, ...lines, `Signature: ${generator.signature(tool)}`];
  return new PosternError("INVALID_INPUT", text.join("\n"));
}

function kindOf(value: ScriptValue): string {
  if (Array.isArray(value) || value instanceof Uint8Array) {
    return Array.isArray(value) ? "an array" : "bytes";
  }
  return value === null ? "null" : typeof value;
}

function isObject(value: ScriptValue | undefined): value is ScriptObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}
