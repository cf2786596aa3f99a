import type { Command } from "commander";
import pc from "picocolors";
import { configOf, openReadyGateway, type CommandContext, type CommonOptions } from "./command-context.ts";

interface SearchOptions extends CommonOptions {
  readonly limit?: number;
  readonly namespace?: string;
  readonly json?: boolean;
}

/** `postern search QUERY`: what the model's `search` finds, for people. */
export function addSearchCommand(program: Command, context: CommandContext): void {
  program
    .command("search")
    .description("find tools by what they do")
    .argument("<query...>", "words, a question or a tool's name; an empty one lists the namespaces")
    .option("--limit <number>", "how many tools to show, from 1 to 50 (default: 5)", Number)
    .option("--namespace <name>", "only tools of this source")
    .option("--json", "print the answer as JSON")
    .action((words: readonly string[], options: SearchOptions) => search(words.join(" "), options, context));
}

async function search(query: string, options: SearchOptions, context: CommandContext): Promise<void> {
  await using gateway = await openReadyGateway(configOf(options), context, { needs: options.namespace });
  await gateway.indexed();
  const { limit, namespace } = options;
  const answer = await gateway.runtime.search({
    query,
    ...(limit === undefined ? {} : { limit }),
    ...(namespace === undefined ? {} : { namespace }),
  });
  if (options.json === true) {
    context.print(JSON.stringify(answer, undefined, 2));
    return;
  }
  for (const result of answer.results) {
    context.print(pc.bold(result.signature ?? result.expression));
    context.print(`  ${result.description}\n`);
  }
  context.report(answer.hint ?? `${answer.results.length} of ${answer.total} shown.`);
}
