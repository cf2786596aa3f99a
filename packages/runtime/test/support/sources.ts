import type { CallContext, ScriptObject, Source, SourceStatus, Tool, ToolResult } from "@postern/core";

/** A tool of a test with what it answers. */
export interface TestTool extends Partial<Tool> {
  readonly name: string;
  readonly answer: (input: ScriptObject, context: CallContext) => ToolResult | Promise<ToolResult>;
}

/** A source made of functions, whose tools and state a test can change. */
export interface TestSource extends Source {
  status: SourceStatus;
  /** Puts other tools in place and tells of it. */
  change(tools: readonly TestTool[]): void;
  /** What was called, in order. */
  readonly calls: { readonly name: string; readonly input: ScriptObject; readonly context: CallContext }[];
  /** How often the tools were listed. */
  readonly lists: () => number;
}

/** A source of these tools. `list` may take the place of listing them. */
export function createTestSource(
  namespace: string,
  tools: readonly TestTool[],
  list?: (signal?: AbortSignal) => Promise<readonly Tool[]>,
): TestSource {
  const listeners = new Set<() => void>();
  let current = tools;
  let lists = 0;
  const calls: TestSource["calls"] = [];
  return {
    namespace,
    status: { state: "ready", transport: "in-process" },
    calls,
    lists: () => lists,
    change(next) {
      current = next;
      for (const listener of listeners) {
        listener();
      }
    },
    async listTools(signal) {
      lists += 1;
      return list === undefined
        ? current.map(({ answer: _answer, ...tool }) => ({ inputSchema: { type: "object" }, ...tool }))
        : list(signal);
    },
    async callTool(name, input, context) {
      calls.push({ name, input, context });
      const tool = current.find((candidate) => candidate.name === name);
      return tool === undefined ? { content: [], isError: true } : tool.answer(input, context);
    },
    onToolsChanged(listener) {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    async [Symbol.asyncDispose]() {
      listeners.clear();
    },
  };
}

/** A text answer. */
export function text(value: string): ToolResult {
  return { content: [{ type: "text", text: value }] };
}

/** A structured answer. */
export function structured(value: ScriptObject): ToolResult {
  return { content: [], structuredContent: value };
}
