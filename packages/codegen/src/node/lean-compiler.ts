import { registerHooks } from "node:module";

const PACKAGE = "@ts-morph/common";
const SHIM = "postern:typescript";
/** What imports of the compiler get instead. It is resolved from here, as they would be. */
const SHIM_SOURCE = `import { createRequire } from "node:module";
export const { getLibFiles, ts } = createRequire(${JSON.stringify(import.meta.url)})(${JSON.stringify(PACKAGE)});`;

/**
 * Makes this thread load the compiler by `require`. An `import` of CommonJS reads and keeps the source a second time, to
 * find out its exports, and the compiler's is 9 MiB. To be called before anything imports it.
 */
export function requireCompiler(): void {
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === PACKAGE && context.conditions.includes("import")
        ? { url: SHIM, format: "module", shortCircuit: true }
        : next(specifier, context),
    load: (url, context, next) =>
      url === SHIM ? { format: "module", source: SHIM_SOURCE, shortCircuit: true } : next(url, context),
  });
}
