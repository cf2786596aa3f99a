// Measures one task of one subject and prints a line of JSON. A process of its own: a subject may take its host with it.
import { SUBJECTS } from "./subjects/index.ts";
import { TASKS } from "./tasks.ts";

const [subjectName = "", taskId = ""] = process.argv.slice(2);
const subject = await SUBJECTS[subjectName]?.();
const task = TASKS.find(({ id }) => id === taskId);
if (subject === undefined || task === undefined) {
  throw new Error(`There is no ${subjectName} or no ${taskId}.`);
}
try {
  process.stdout.write(`\n@result ${JSON.stringify(await task.run(subject))}\n`);
} catch (error) {
  process.stdout.write(`\n@failed ${JSON.stringify(error instanceof Error ? error.message : String(error))}\n`);
}
process.exit(0);
