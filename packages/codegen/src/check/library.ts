import { getLibFiles, ts } from "@ts-morph/common";
import { GUEST_GLOBALS } from "./guest-globals.ts";

/** The language that sandboxes run: ECMAScript 2025, and what engines have of the next one. No DOM. */
const LIBRARIES = ["es2025", "esnext.array", "esnext.error"];
/** Memory that threads share does not exist in scripts. */
const ABSENT = /\.sharedmemory$/u;
const REFERENCE = /^\/\/\/ *<reference lib="(?<name>[^"]+)" *\/>/gmu;

const OPTIONS: ts.CreateSourceFileOptions = {
  languageVersion: ts.ScriptTarget.ESNext,
  jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
};

/** Parses a file of the checker's own program. */
export function parseFile(fileName: string, text: string): ts.SourceFile {
  return ts.createSourceFile(fileName, text, OPTIONS, false, ts.ScriptKind.TS);
}

/**
 * The declarations of the language and of the guest's globals. One large file in place of eighty: the binder then merges
 * their interfaces once, and not each check anew.
 */
export function libraryFiles(): readonly ts.SourceFile[] {
  const texts = libraryTexts();
  const modules = texts.filter((text) => /(?:^|[;}])export\b/mu.test(text));
  const scripts = texts.filter((text) => !modules.includes(text));
  return [
    parseFile("/library.d.ts", [...scripts, GUEST_GLOBALS].join("\n")),
    ...modules.map((text, index) => parseFile(`/library-${index}.d.ts`, text)),
  ];
}

/** The libraries and all that they refer to, each once, without the references. */
function libraryTexts(): readonly string[] {
  const known = new Map(getLibFiles().map((file) => [file.fileName, file.text]));
  const names = new Set(LIBRARIES);
  const texts: string[] = [];
  // A set grows while it is gone through.
  for (const name of names) {
    const text = ABSENT.test(name) ? "" : (known.get(`lib.${name}.d.ts`) ?? "");
    for (const reference of text.matchAll(REFERENCE)) {
      names.add(reference.groups?.["name"] ?? "");
    }
    texts.push(text.replace(REFERENCE, ""));
  }
  return texts;
}
