import type { CallContext, ScriptObject, Source, Tool, ToolResult } from "@postern/core";

/** A tool of a test with what it answers. */
export interface TestTool extends Partial<Tool> {
  readonly name: string;
  readonly answer: (input: ScriptObject, context: CallContext) => ToolResult | Promise<ToolResult>;
}

/** A source made of functions, whose tools a test can change. */
export interface TestSource extends Source {
  change(tools: readonly TestTool[]): void;
}

/** A source of these tools. */
export function createTestSource(namespace: string, tools: readonly TestTool[]): TestSource {
  const listeners = new Set<() => void>();
  let current = tools;
  return {
    namespace,
    status: { state: "ready", transport: "in-process" },
    change(next) {
      current = next;
      for (const listener of listeners) {
        listener();
      }
    },
    listTools: async () =>
      current.map(({ answer: _answer, ...tool }) => ({ inputSchema: { type: "object" }, ...tool })),
    async callTool(name, input, context) {
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
