/** A sandbox to be measured, behind what all of them have in common. */
export interface Subject {
  /** Shown in the table. */
  readonly name: string;
  /** The expression of a call in this subject's scripts. */
  readonly call: (tool: string, input: string) => string;
  /** Makes it ready to run scripts with so many tools in scope: `echo` (answers its input), `slow` (after 50 ms), and others. */
  open(toolCount: number, options?: OpenOptions): Promise<OpenSubject>;
}

/** What a task asks for besides. */
export interface OpenOptions {
  /** Ends a script after so many milliseconds. Default: the subject's own. */
  readonly wallTimeMs?: number;
  /** Calls that a script may make, and at once. Default: more than any task makes. */
  readonly maxCalls?: number;
  readonly maxConcurrentCalls?: number;
}

/** A subject that is ready. */
export interface OpenSubject {
  /** Runs a script (the body of an async function) once and answers its value; throws where it failed. */
  run(script: string): Promise<unknown>;
  /**
   * Runs a script so many times, so many at once, and answers the milliseconds that it took in all. Present where a round
   * trip to the subject would be measured otherwise.
   */
  runMany?(script: string, count: number, atOnce: number): Promise<number>;
  /** Waits until the next script finds its sandbox made. Absent where none is made ahead. */
  rest?(): Promise<void>;
  close(): Promise<void>;
}

/** What `slow` takes. */
export const SLOW_MS = 50;

/** Names of tools beside `echo` and `slow`, so that there are so many in all. */
export function otherTools(toolCount: number): readonly string[] {
  return Array.from({ length: Math.max(0, toolCount - 2) }, (_, index) => `other_tool_${index}`);
}

/** Answers after `SLOW_MS`. */
export async function answerSlowly(): Promise<{ readonly ok: true }> {
  await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
  return { ok: true };
}
