// The driver
export { createDenoSandbox } from "./driver.ts";
export type { DenoOptions } from "./options.ts";
