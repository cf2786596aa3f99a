import { type CallTemplate, CallTemplateSerializer, CommunicationProtocol, Serializer } from "@utcp/sdk";
import { CodeModeUtcpClient } from "@utcp/code-mode";
import { answerSlowly, otherTools, type Subject } from "./subject.ts";

const PROTOCOL = "bench";

/** UTCP's code mode, with a protocol of its own kind whose tools are functions of this process. */
export const utcpSubject: Subject = {
  name: "utcp code-mode",
  call: (tool, input) => `bench.${tool}(${input})`,
  async open(toolCount) {
    CommunicationProtocol.communicationProtocols[PROTOCOL] = new LocalProtocol(toolCount);
    CallTemplateSerializer.registerCallTemplate(PROTOCOL, new PlainSerializer());
    const client = await CodeModeUtcpClient.create();
    await client.registerManual({ name: "bench", call_template_type: PROTOCOL });
    return {
      async run(script) {
        const { result, logs } = await client.callToolChain(script);
        const failure = logs.find((line) => line.startsWith("[ERROR] Code execution failed"));
        if (failure !== undefined) {
          throw new Error(failure);
        }
        return result;
      },
      close: async () => {
        await client.close();
      },
    };
  },
};

class PlainSerializer extends Serializer<CallTemplate> {
  toDict(template: CallTemplate): Record<string, unknown> {
    return { ...template };
  }

  validateDict(fields: Record<string, unknown>): CallTemplate {
    return fields as never;
  }
}

class LocalProtocol extends CommunicationProtocol {
  readonly #toolCount: number;

  constructor(toolCount: number) {
    super();
    this.#toolCount = toolCount;
  }

  async registerManual(_caller: unknown, template: { call_template_type: string }): Promise<never> {
    const tools = ["echo", "slow", ...otherTools(this.#toolCount)].map((name) => ({
      name,
      description: name,
      inputs: { type: "object" },
      outputs: { type: "object" },
      tags: [],
      tool_call_template: template,
    }));
    const manual = { utcp_version: "1.1.0", manual_version: "1.0.0", tools };
    return { manualCallTemplate: template, manual, success: true, errors: [] } as never;
  }

  async deregisterManual(): Promise<void> {
    await Promise.resolve();
  }

  async callTool(_caller: unknown, toolName: string, input: Record<string, unknown>): Promise<unknown> {
    return toolName.endsWith("slow") ? await answerSlowly() : input;
  }

  // eslint-disable-next-line require-yield
  async *callToolStreaming(): AsyncGenerator<never, void> {
    throw new Error("no streams here");
  }
}
