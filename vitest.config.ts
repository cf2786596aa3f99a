import { globSync } from "node:fs";
import { basename, join } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Real servers and engines start in many tests, on machines that have other work.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // By default a core stays idle; many tests wait for processes rather than compute.
    maxWorkers: "100%",
    // Files share a worker's modules: starting workers and loading the compiler into each took a fifth of the CPU time. A test
    // leaves nothing behind in its process; what can be left behind in others' processes is in folders of its own.
    isolate: false,
    // Hundreds of processes start from the same sources: what one compiled, the others read.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, "node_modules", ".cache", "postern-tests") },
    projects: globSync("{packages,apps}/*").map((root) => ({
      extends: true as const,
      test: { name: `@postern/${basename(root)}`, root },
    })),
  },
});
