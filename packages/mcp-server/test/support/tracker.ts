import { createTestSource, type TestSource } from "./sources.ts";

const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg==";

/** An issue tracker with a tool of each kind that servers have to tell apart. */
export function createTracker(): TestSource {
  return createTestSource("tracker", [
    {
      name: "list-issues",
      description: "Lists the issues of a project.",
      inputSchema: { type: "object", properties: { project: { type: "string" } }, required: ["project"] },
      outputSchema: { type: "object", properties: { issues: { type: "array", items: { type: "number" } } } },
      annotations: { readOnlyHint: true },
      answer: ({ project = "" }) => ({ content: [], structuredContent: { issues: [1, 2, 3], project } }),
    },
    {
      name: "screenshot",
      description: "Takes a picture of the board.",
      answer: () => ({ content: [{ type: "image", data: PIXEL, mimeType: "image/png" }] }),
    },
    {
      name: "close",
      description: "Closes an issue.",
      answer: () => ({ content: [{ type: "text", text: "Issue 9 is locked." }], isError: true }),
    },
    {
      name: "move",
      description: "Moves an issue to where the person says.",
      answer: async (_input, { onElicitation, signal }) => {
        const requestedSchema = { type: "object", properties: { column: { type: "string" } }, required: ["column"] };
        const answer = await onElicitation?.(
          { mode: "form", message: "To which column?", requestedSchema },
          signal,
        ).catch(() => undefined);
        return {
          content: [],
          structuredContent: { moved: answer?.content?.["column"] ?? answer?.action ?? "nobody to ask" },
        };
      },
    },
    {
      name: "wait",
      description: "Waits until it is told to stop.",
      answer: (_input, { signal, onProgress }) => {
        onProgress?.({ progress: 1, message: "waiting" });
        return new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(new Error("stopped")), { once: true });
        });
      },
    },
  ]);
}
