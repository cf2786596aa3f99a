// npm run bench -- gateway [load] [--seconds N] [--clients N] [--json FILE]
// npm run bench -- gateway servers
// npm run bench -- gateway cycles [--cycles N]
// npm run bench -- gateway changes [--seconds N]
import { measureChanges } from "./changes.ts";
import { cycle } from "./cycles.ts";
import { measureLoad } from "./load.ts";
import { connectServers } from "./servers.ts";

const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<boolean>>> = {
  load: measureLoad,
  servers: connectServers,
  cycles: cycle,
  changes: measureChanges,
};

const [first = "load", ...rest] = process.argv.slice(2);
const isOption = first.startsWith("--");
const command = COMMANDS[isOption ? "load" : first];
if (command === undefined) {
  console.error(`Unknown command "${first}". There are: ${Object.keys(COMMANDS).join(", ")}.`);
  process.exitCode = 2;
} else if (!(await command(isOption ? [first, ...rest] : rest))) {
  process.exitCode = 1;
}
