// What held, by engine and category.
import { CONTROL } from "./engines.ts";
import type { AttackResult } from "./run-engine.ts";

/** Prints every failure and a table. Whether all drivers held and the control did not. */
export function printSummary(results: readonly AttackResult[], engines: readonly string[]): boolean {
  const failed = results.filter(({ failures }) => failures.length > 0);
  for (const { engine, id, failures } of failed.filter(({ engine }) => engine !== CONTROL)) {
    console.log(`${engine}  ${id}\n    ${failures.join("\n    ")}`);
  }
  const categories = [...new Set(results.map(({ category }) => category))];
  console.log(row(["held", ...categories, "all"]));
  let isGood = true;
  for (const engine of engines) {
    const own = results.filter((result) => result.engine === engine);
    const cells = [...categories.map((category) => own.filter((result) => result.category === category)), own].map(
      (group) => `${group.filter(({ failures }) => failures.length === 0).length}/${group.length}`,
    );
    console.log(row([engine, ...cells]));
    const failedHere = failed.filter((result) => result.engine === engine);
    isGood &&= engine === CONTROL ? failedHere.length > 0 : failedHere.length === 0;
  }
  const control = results.filter(({ engine }) => engine === CONTROL);
  if (control.length > 0) {
    const held = control.filter(({ failures }) => failures.length === 0).length;
    console.log(
      held < control.length
        ? `The control, which is no sandbox, failed ${control.length - held} of ${control.length}: the runner sees.`
        : "The control, which is no sandbox, held: the runner is blind.",
    );
  }
  return isGood;
}

function row(cells: readonly string[]): string {
  return cells.map((cell, index) => (index === 0 ? cell.padEnd(14) : cell.padStart(9))).join("");
}
