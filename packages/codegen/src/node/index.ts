// The check in a thread of its own
export { createScriptChecker } from "./script-checker.ts";
export type { WorkerCheckerOptions } from "./script-checker.ts";
