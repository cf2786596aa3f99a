import { errorMessage } from "@postern/core";
import type { Command } from "commander";
import pc from "picocolors";
import type { Finding } from "../doctor/checks.ts";
import { configOf, type CommandContext, type CommonOptions } from "./command-context.ts";

interface DoctorOptions extends CommonOptions {
  readonly json?: boolean;
}

/** `postern doctor`: what is wrong here, and what to do about it. */
export function addDoctorCommand(program: Command, context: CommandContext): void {
  program
    .command("doctor")
    .description("check the runtime, the sandboxes, the configuration and every source, and say what to do")
    .option("--json", "print the findings as JSON")
    .action(async (options: DoctorOptions) => {
      const { checkNode, checkSandboxes } = await import("../doctor/checks.ts");
      const findings = [checkNode(), ...(await checkSandboxes()), ...(await checkConfiguration(options))];
      context.print(options.json === true ? JSON.stringify(findings, undefined, 2) : findings.map(line).join("\n"));
      if (findings.some((finding) => !finding.isWell)) {
        context.fail();
      }
    });
}

async function checkConfiguration(options: DoctorOptions): Promise<readonly Finding[]> {
  try {
    const config = configOf(options);
    const { checkSources } = await import("../doctor/checks.ts");
    const found = `${Object.keys({ ...config.servers, ...config.openapi }).length} sources`;
    return [{ subject: "configuration", isWell: true, found }, ...(await checkSources(config))];
  } catch (error) {
    const advice = "Correct the file, name another with --config FILE, or try --sample.";
    return [{ subject: "configuration", isWell: false, found: errorMessage(error), advice }];
  }
}

function line({ subject, isWell, found, advice }: Finding): string {
  const text = `${isWell ? pc.green("ok  ") : pc.red("FAIL")} ${subject}: ${found}`;
  return advice === undefined ? text : `${text}\n     ${pc.bold("do:")} ${advice}`;
}
