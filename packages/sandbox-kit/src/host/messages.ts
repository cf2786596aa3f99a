import type { Budget, FailureCode, GuestError } from "@postern/core";

/** The error of an execution that met a limit: what the limit was, and the option that raises it. */
export function limitError(code: FailureCode, budget: Budget): GuestError {
  return { code, message: limitMessage(code, budget) };
}

function limitMessage(code: FailureCode, budget: Budget): string {
  switch (code) {
    case "TIMEOUT":
      return `Script ran longer than ${budget.wallTimeMs} ms; raise budget.wallTimeMs or do less per script.`;
    case "CPU_LIMIT":
      return `Script computed longer than ${budget.cpuTimeMs} ms; raise budget.cpuTimeMs or compute less per script.`;
    case "MEMORY_LIMIT":
      return `Script used more than ${budget.memoryLimitBytes} bytes of memory; raise budget.memoryLimitBytes or keep less at once.`;
    case "CALL_LIMIT":
      return `Script made more than ${budget.maxCalls} calls; raise budget.maxCalls or make fewer calls per script.`;
    case "OUTPUT_LIMIT":
      return `The script's value is longer than ${budget.maxResultBytes} bytes as JSON; raise budget.maxResultBytes or return less.`;
    case "ABORTED":
      return "The execution was aborted by its caller.";
    default:
      return "The sandbox ended unexpectedly; the script may be run again.";
  }
}

/** What a call throws whose arguments are too long. */
export function argumentLimitMessage(budget: Budget): string {
  return `Arguments are longer than ${budget.maxArgumentBytes} bytes as JSON; raise budget.maxArgumentBytes or send less per call.`;
}

/** What a call throws whose result is too long. */
export function callResultLimitMessage(expression: string, budget: Budget): string {
  return `The result of ${expression} is longer than ${budget.maxCallResultBytes} bytes as JSON; raise budget.maxCallResultBytes or ask for less.`;
}

/** The last log line of a script that logged too much. */
export function logLimitMessage(budget: Budget): string {
  return `Later log lines were dropped: they went over ${budget.maxLogBytes} bytes; raise budget.maxLogBytes or log less.`;
}

/** The error of a script that is too long to be run. */
export function scriptLimitError(scriptBytes: number, budget: Budget): GuestError {
  return {
    code: "SYNTAX",
    message: `Script is ${scriptBytes} bytes long, more than ${budget.maxScriptBytes}; raise budget.maxScriptBytes or write less.`,
  };
}
