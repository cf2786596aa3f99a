// The driver
export { createQuickJsSandbox } from "./driver.ts";
export type { QuickJsOptions } from "./options.ts";
