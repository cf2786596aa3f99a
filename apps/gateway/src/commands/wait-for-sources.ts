import type { Runtime, SourceReport } from "@postern/runtime";

/** Whom to wait for, and how long. */
export interface SourceWait {
  /** Namespaces, as scripts write them. */
  readonly namespaces: readonly string[];
  /** In all, since the gateway was opened. */
  readonly limitMs: number;
  /** Told whom is waited for once it takes long. */
  readonly report: (text: string) => void;
}

/** Sources start together: one that is still silent so long after another answered is slow or hangs. */
const SILENCE_MS = 3000;
const PATIENCE_MS = 1000;

/**
 * Waits until these sources have answered or failed. One that hangs is waited for no longer than 3 s after another has
 * answered; alone, it is what was asked for, and gets all the time there is.
 */
export async function waitForSources(runtime: Pick<Runtime, "ready">, wait: SourceWait): Promise<void> {
  const { limitMs, report } = wait;
  const waiting = new Set(wait.namespaces);
  const isOver = Promise.withResolvers<void>();
  let silence: NodeJS.Timeout | undefined;
  let isWaiting = true;
  const patience = setTimeout(() => report(`Waiting for ${[...waiting].join(", ")} …`), PATIENCE_MS);
  const answers = wait.namespaces.map(async (name) => {
    await runtime.ready({ namespaces: [name], withinMs: limitMs });
    waiting.delete(name);
    clearTimeout(silence);
    // Closing lets go of those that still wait: no timer may then hold the process up.
    silence = isWaiting ? setTimeout(isOver.resolve, SILENCE_MS) : undefined;
  });
  await Promise.race([Promise.all(answers), isOver.promise]);
  isWaiting = false;
  clearTimeout(silence);
  clearTimeout(patience);
}

/** The sources whose names occur in a text, as namespaces of scripts. */
export function sourcesIn(sources: readonly SourceReport[], text: string): readonly string[] {
  return sources
    .filter(({ namespace, sourceNamespace }) => text.includes(namespace) || text.includes(sourceNamespace))
    .map(({ namespace }) => namespace);
}
