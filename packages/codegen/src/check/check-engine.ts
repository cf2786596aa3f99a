import type { PrepareResult } from "../script/prepare-script.ts";
import { prepareScript } from "../script/prepare-script.ts";
import type { CheckRequest } from "./find-problems.ts";
import type { Finding } from "./finding.ts";

/** What an engine answers: findings, or why there are none. */
export type EngineAnswer =
  | { readonly status: "checked"; readonly findings: readonly Finding[] }
  | { readonly status: "skipped"; readonly notice: string };

/** Where TypeScript runs. Only text goes in and plain data comes out. */
export interface CheckEngine extends AsyncDisposable {
  warm(): Promise<void>;
  prepare(text: string): Promise<PrepareResult>;
  findProblems(request: CheckRequest): Promise<EngineAnswer>;
}

/** The compiler gives up on types like these with an error of its own, or with the stack. */
const SKIPPED = "The script was not type-checked: the checker could not cope with its types.";

/** Runs TypeScript in this thread. It is loaded when it is first needed, or by `warm`. */
export function createLocalEngine(): CheckEngine {
  let loading: Promise<LoadedEngine> | undefined;
  const load = (): Promise<LoadedEngine> => (loading ??= loadEngine());
  return {
    warm: async () => {
      await load();
    },
    prepare: prepareScript,
    findProblems: async (request) => (await load())(request),
    [Symbol.asyncDispose]: async () => {
      loading = undefined;
    },
  };
}

type LoadedEngine = (request: CheckRequest) => EngineAnswer;

async function loadEngine(): Promise<LoadedEngine> {
  const { createTypeProgram } = await import("./type-program.ts");
  const { findProblems } = await import("./find-problems.ts");
  const program = createTypeProgram();
  const check: LoadedEngine = (request) => {
    try {
      return { status: "checked", findings: findProblems(program, request) };
    } catch {
      // A defect of the compiler on a strange script must not keep the script from running.
      return { status: "skipped", notice: SKIPPED };
    }
  };
  check(WARM_UP);
  return check;
}

/** Touches what nearly every script touches, so that the first one finds the library resolved and the code compiled. */
const WARM_UP: CheckRequest = {
  typed: `const found = await warm.up({ name: "a" });
const names = found.filter((item) => item.name !== "").map((item) => item.name.toUpperCase());
const all = await Promise.all(names.map(async (name) => ({ name, more: await warm.up({ name }) })));
console.log(JSON.stringify(Object.entries(all)), found.lenght);
return new Map(all.map((entry) => [entry.name, entry]));`,
  namespaces: [
    {
      namespace: "warm",
      text: "declare namespace warm { interface Item { name: string } function up(input: { name: string }): Promise<Item[]>; }",
    },
  ],
  ambient: "",
};
