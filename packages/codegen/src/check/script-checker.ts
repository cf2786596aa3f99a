import type { Catalog } from "@postern/core";
import type { TypeGenerator } from "../options.ts";
import type { PrepareResult, ReadyScript } from "../script/prepare-script.ts";
import { createTypeGenerator } from "../type-generator.ts";
import { createLocalEngine } from "./check-engine.ts";
import type { CheckEngine } from "./check-engine.ts";
import type { CheckReport } from "./check-report.ts";
import { describeFindings } from "./describe-findings.ts";
import type { CheckRequest } from "./find-problems.ts";
import type { Finding } from "./finding.ts";
import { declareTouched } from "./touched-declarations.ts";

/** How much a mismatch with declared types counts: it stops the script, it is only told, or nothing is checked. */
export type CheckStrictness = "error" | "warn" | "off";

/** Options of `createScriptChecker`. */
export interface ScriptCheckerOptions {
  /** Declares the tools, and writes the signatures in the diagnostics. */
  readonly generator: TypeGenerator;
  /** Declarations of globals beside the language, the guest's globals and the namespaces, such as `postern`. Default: none. */
  readonly ambient?: string;
  /** Default `error`. Observed types, and what is only likely wrong, never stop a script. */
  readonly strictness?: CheckStrictness;
}

/** Prepares and checks scripts. Whoever made it disposes it. */
export interface ScriptChecker extends AsyncDisposable {
  /** Loads TypeScript and checks a first script, so that the first real one need not wait. Safe to call twice. */
  warm(): Promise<void>;
  /** As `prepareScript`. */
  prepare(text: string): Promise<PrepareResult>;
  /**
   * Checks a script against the declarations of the tools that it touches. Never fails: where the check itself cannot take
   * place, the report says so and the script may run.
   */
  check(script: ReadyScript, catalog: Catalog): Promise<CheckReport>;
}

const NOT_CHECKED: CheckReport = { status: "skipped", diagnostics: [], omitted: 0 };

/**
 * Makes a checker that runs TypeScript in this thread: a script with types made to be expensive holds it up. On Node,
 * `createScriptChecker` of `@postern/codegen/node` has a thread of its own and a deadline.
 */
export function createScriptChecker(options: ScriptCheckerOptions): ScriptChecker {
  return createCheckerWith(createLocalEngine(), options);
}

/** A checker on an engine, which it disposes. */
export function createCheckerWith(engine: CheckEngine, options: ScriptCheckerOptions): ScriptChecker {
  const { generator, ambient = "", strictness = "error" } = options;
  const declared = createTypeGenerator();

  async function check(script: ReadyScript, catalog: Catalog): Promise<CheckReport> {
    if (strictness === "off") {
      return NOT_CHECKED;
    }
    const namespaces = await declareTouched(script.uses, catalog, generator);
    const answer = await engine.findProblems({ typed: script.typed, namespaces, ambient });
    if (answer.status === "skipped") {
      return { ...NOT_CHECKED, notice: answer.notice };
    }
    const plain: CheckRequest = {
      typed: script.typed,
      namespaces: await declareTouched(script.uses, catalog, declared),
      ambient,
    };
    const isObserved = plain.namespaces.some(({ text }, index) => text !== namespaces[index]?.text);
    const findings =
      isObserved && answer.findings.length > 0 ? await weighObserved(engine, plain, answer.findings) : answer.findings;
    return describeFindings(findings, { script, catalog, generator, strictness });
  }

  return {
    warm: () => engine.warm(),
    prepare: (text) => engine.prepare(text),
    check,
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}

/** What is only found with observed types is a warning: results may be of another shape next time. */
async function weighObserved(
  engine: CheckEngine,
  plain: CheckRequest,
  findings: readonly Finding[],
): Promise<readonly Finding[]> {
  const answer = await engine.findProblems(plain);
  const certain = new Set(
    answer.status === "checked" ? answer.findings.map(({ kind, offset }) => `${kind}:${offset}`) : [],
  );
  return findings.map((finding) =>
    certain.has(`${finding.kind}:${finding.offset}`) ? finding : { ...finding, isWarning: true },
  );
}
