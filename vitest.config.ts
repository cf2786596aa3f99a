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
    // Hundreds of processes start from the same sources: what one compiled, the others read.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, "node_modules", ".cache", "postern-tests") },
    projects: globSync("{packages,apps}/*").map((root) => ({
      extends: true as const,
      test: { name: `@postern/${basename(root)}`, root },
    })),
  },
});
