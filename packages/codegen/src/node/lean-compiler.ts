import { registerHooks } from "node:module";

const PACKAGE = "@ts-morph/common";
const SHIM = "postern:typescript";
/** What imports of the compiler get instead. It is resolved from here, as they would be. */
const SHIM_SOURCE = `import { createRequire } from "node:module";
export const { getLibFiles, ts } = createRequire(${JSON.stringify(import.meta.url)})(${JSON.stringify(PACKAGE)});`;
/** Where the compiler's package has the texts of its libraries, each on a line after its name. */
const LIBRARY_FILE = /\/ts-morph-common\.js$/u;
/** Libraries of browsers. Nothing in a guest is declared by them. */
const ABSENT_LIBRARY = /(fileName: "lib\.(?:dom|webworker|scripthost)\b[^"]*",\n\s*text: ).+/gu;

/**
 * Makes this thread load the compiler by `require`, and without the libraries of browsers. An `import` of CommonJS reads
 * and keeps the source a second time, to find out its exports, and the compiler's is 9 MiB; the browsers' libraries are
 * 11 MiB of text more. To be called before anything imports it.
 */
export function requireCompiler(): void {
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === PACKAGE && context.conditions.includes("import")
        ? { url: SHIM, format: "module", shortCircuit: true }
        : next(specifier, context),
    load: (url, context, next) => {
      if (url === SHIM) {
        return { format: "module", source: SHIM_SOURCE, shortCircuit: true };
      }
      const loaded = next(url, context);
      return LIBRARY_FILE.test(url) && loaded.source !== undefined && loaded.source !== null
        ? { ...loaded, source: withoutAbsentLibraries(loaded.source) }
        : loaded;
    },
  });
}

function withoutAbsentLibraries(source: string | ArrayBuffer | NodeJS.TypedArray): string {
  const text = typeof source === "string" ? source : new TextDecoder().decode(source);
  return text.replace(ABSENT_LIBRARY, '$1""');
}
