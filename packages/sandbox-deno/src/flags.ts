const MEBIBYTE = 1024 * 1024;
/** What the process itself needs of the heap before a guest is in it. */
const OWN_HEAP_MIB = 16;
/** Kilobytes. Deno's main thread has 8 MiB; V8's default is under 1. */
const STACK_KB = 900;

/**
 * Nothing from outside: no package, no remote module, no configuration, no permission. `--no-npm` and `--no-remote` are
 * needed beside the permissions, which do not cover what the loader fetches. V8's code cache stays on: it saves a fifth of a
 * start, lies in the sandbox's own `DENO_DIR`, and holds modules only, of which a guest can load none.
 * https://docs.deno.com/runtime/fundamentals/security/
 */
const FLAGS = [
  "--quiet",
  "--no-prompt",
  "--no-remote",
  "--no-npm",
  "--cached-only",
  "--no-config",
  "--no-lock",
  "--no-check",
  "--node-modules-dir=none",
  "--deny-read",
  "--deny-write",
  "--deny-net",
  "--deny-env",
  "--deny-run",
  "--deny-sys",
  "--deny-ffi",
  "--deny-import",
];

/** The arguments of `deno` for a guest whose heap is bounded. */
export function denoArguments(memoryLimitBytes: number, script: string): readonly string[] {
  const heap = Number.isFinite(memoryLimitBytes) ? Math.ceil(memoryLimitBytes / MEBIBYTE) + OWN_HEAP_MIB : undefined;
  const limits = heap === undefined ? "" : `,--max-old-space-size=${heap}`;
  return ["run", ...FLAGS, `--v8-flags=--stack-size=${STACK_KB}${limits}`, script];
}
