// Runs inside workerd: Cloudflare's executor, with tools that are functions of this worker.
import { DynamicWorkerExecutor } from "@cloudflare/codemode";

const worker = {
  async fetch(request, env) {
    const { code, tools, count, atOnce, slowMs } = await request.json();
    const fns = { echo: async (input) => input, slow: () => answerAfter(slowMs) };
    for (const name of tools) {
      fns[name] = async (input) => input;
    }
    const executor = new DynamicWorkerExecutor({ loader: env.LOADER, timeout: 30000 });
    let left = count;
    let last;
    const work = async () => {
      while (left-- > 0) {
        last = await executor.execute(code, [{ name: "codemode", fns }]);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    return Response.json({ result: last.result ?? null, error: last.error });
  },
};
// oxlint-disable-next-line import/no-default-export -- workerd starts a module by its default export
export { worker as default };

async function answerAfter(ms) {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return { ok: true };
}
