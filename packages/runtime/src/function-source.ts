import type { CallContext, ScriptObject, ScriptValue, Source, Tool, ToolResult } from "@postern/core";

/** A tool that is a function of this process. */
export interface FunctionTool extends Tool {
  /** What it answers is what the script sees; what it throws, the script can catch. */
  readonly run: (
    input: ScriptObject,
    context: CallContext,
  ) => ScriptValue | undefined | Promise<ScriptValue | undefined>;
}

/** A source whose tools are functions. */
export interface FunctionSource extends Source {
  /** Puts other tools in place of those it had. */
  replace(tools: readonly FunctionTool[]): void;
}

/** Makes a source of functions, to hand to a runtime beside others. Nothing needs to be disposed. */
export function createFunctionSource(namespace: string, tools: readonly FunctionTool[]): FunctionSource {
  const listeners = new Set<() => void>();
  let byName = new Map(tools.map((tool) => [tool.name, tool]));
  return {
    namespace,
    status: { state: "ready", transport: "in-process" },
    listTools: async () => Array.from(byName.values(), ({ run: _run, ...tool }) => tool),
    callTool: async (name, input, context) => toResult(await byName.get(name)?.run(input, context)),
    onToolsChanged(listener) {
      const entry = (): void => listener();
      listeners.add(entry);
      return {
        [Symbol.dispose]: () => {
          listeners.delete(entry);
        },
      };
    },
    replace(next) {
      byName = new Map(next.map((tool) => [tool.name, tool]));
      for (const listener of listeners) {
        listener();
      }
    },
    async [Symbol.asyncDispose]() {
      listeners.clear();
    },
  };
}

function toResult(value: ScriptValue | undefined): ToolResult {
  return value === undefined ? { content: [] } : { content: [], structuredContent: value };
}
