import { build } from "esbuild";
import { Miniflare } from "miniflare";
import { join } from "node:path";
import { otherTools, SLOW_MS, type Subject } from "./subject.ts";

/** Cloudflare's executor on its local runtime. Scripts run in batches inside workerd, so that no HTTP is measured. */
export const cloudflareSubject: Subject = {
  name: "cloudflare codemode on miniflare",
  call: (tool, input) => `codemode.${tool}(${input})`,
  async open(toolCount) {
    const bundle = await build({
      entryPoints: [join(import.meta.dirname, "cloudflare-worker.js")],
      bundle: true,
      write: false,
      format: "esm",
      target: "es2024",
      conditions: ["workerd", "import"],
      external: ["cloudflare:*", "node:*"],
      logLevel: "error",
    });
    const miniflare = new Miniflare({
      modules: true,
      script: bundle.outputFiles[0]?.text ?? "",
      compatibilityDate: "2026-06-01",
      compatibilityFlags: ["nodejs_compat"],
      workerLoaders: { LOADER: {} },
    });
    const post = async (script: string, count: number, atOnce: number): Promise<unknown> => {
      const body = JSON.stringify({
        code: `async () => {\n${script}\n}`,
        tools: otherTools(toolCount),
        count,
        atOnce,
        slowMs: SLOW_MS,
      });
      const response = await miniflare.dispatchFetch("http://bench/", { method: "POST", body });
      if (!response.ok) {
        throw new Error((await response.text()).slice(0, 300));
      }
      const { result, error } = (await response.json()) as { readonly result: unknown; readonly error?: string };
      if (error !== undefined) {
        throw new Error(error);
      }
      return result;
    };
    await miniflare.ready;
    return {
      run: (script) => post(script, 1, 1),
      async runMany(script, count, atOnce) {
        const startedAt = performance.now();
        await post(script, count, atOnce);
        return performance.now() - startedAt;
      },
      close: () => miniflare.dispose(),
    };
  },
};
