// The driver
export { createIsolatedVmSandbox } from "./driver.ts";
export type { IsolatedVmOptions } from "./options.ts";
