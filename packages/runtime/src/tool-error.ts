import { isPosternError, PosternError, type ToolResult } from "@postern/core";

/** A tool says that it failed. */
export class ToolError extends PosternError {
  /** All that it answered. */
  readonly result: ToolResult;

  constructor(message: string, result: ToolResult) {
    super("TOOL_ERROR", message);
    this.result = result;
  }
}

/** What a tool answered that failed, where an error is of that kind; works across copies of this package. */
export function failedResult(error: unknown): ToolResult | undefined {
  return isPosternError(error) && error.code === "TOOL_ERROR" && "result" in error
    ? (error.result as ToolResult)
    : undefined;
}
