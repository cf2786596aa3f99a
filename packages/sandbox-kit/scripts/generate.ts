// Bundles the guest half into strings: the prelude that every guest starts with, and the libraries loaded when used.
import { build } from "esbuild";
import type { Plugin } from "esbuild";
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";

const guest = join(import.meta.dirname, "..", "src", "guest");

/** Libraries share the prelude's primordials instead of taking their own from a world that a script has changed. */
const sharedPrimordials: Plugin = {
  name: "shared-primordials",
  setup(builder) {
    builder.onResolve({ filter: /\/primordials\.ts$/ }, () => ({ path: "primordials", namespace: "shared" }));
    builder.onLoad({ filter: /.*/, namespace: "shared" }, () => ({ contents: "module.exports = PRIMORDIALS;" }));
  },
};

/** What `whatwg-url` imports beside its own files; see src/guest/url-support.ts. */
const urlSupport: Plugin = {
  name: "url-support",
  setup(builder) {
    const path = join(guest, "url-support.ts");
    builder.onResolve({ filter: /^(?:tr46|@exodus\/bytes\/.*)$/ }, () => ({ path }));
    builder.onResolve({ filter: /^\.\/encoding$/ }, () => ({ path }));
  },
};

/** There is none in the guest's world; `webidl-conversions` only wants one to ask whether something is one. */
const define = { SharedArrayBuffer: "NoSharedArrayBuffer" };
const banner = { js: "class NoSharedArrayBuffer{get byteLength(){throw 0}get growable(){throw 0}}" };

async function bundle(entry: string, plugins: Plugin[]): Promise<string> {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    globalName: "bundled",
    target: "es2023",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["import"],
    legalComments: "none",
    charset: "ascii",
    plugins,
    define,
    ...(entry.endsWith("url.ts") && { banner }),
  });
  return (result.outputFiles[0]?.text ?? "").trim();
}

function constant(name: string, documentation: string, text: string): string {
  return `/** ${documentation} */\nexport const ${name}: string =\n  ${JSON.stringify(text)};\n`;
}

const NOTICE = "// Made by scripts/generate.ts from src/guest. Run `npm run fix` after changing what is there.\n";

/** The generated files, by their path in the package. */
export async function generate(): Promise<Record<string, string>> {
  const prelude = await bundle(join(guest, "prelude.ts"), []);
  const libraries = [];
  for (const file of readdirSync(join(guest, "libraries")).toSorted()) {
    const name = basename(file, ".ts");
    const source = await bundle(join(guest, "libraries", file), [sharedPrimordials, urlSupport]);
    libraries.push(`  ${name}: ${JSON.stringify(`"use strict";${source}return bundled;`)},`);
  }
  return {
    "src/generated/prelude.ts":
      NOTICE +
      constant(
        "PRELUDE_SOURCE",
        "An expression: the function that makes a realm into the guest's world.",
        `(()=>{"use strict";${prelude}return bundled.start})()`,
      ),
    "src/generated/libraries.ts": `${NOTICE}/** Bodies of functions that take \`PRIMORDIALS\` and answer a library of the guest's. */\nexport const LIBRARY_SOURCES: Readonly<Record<string, string>> = {\n${libraries.join("\n")}\n};\n`,
  };
}
