import { Project, ts } from "ts-morph";
import { GUEST_GLOBALS } from "./guest-globals.ts";

/** The language that sandboxes run: ECMAScript 2025, and what engines have of the next one. No DOM. */
const LIBRARIES = ["lib.es2025.d.ts", "lib.esnext.array.d.ts", "lib.esnext.error.d.ts"];

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
  const project = new Project({ useInMemoryFileSystem: true, compilerOptions: { lib: LIBRARIES, types: [] } });
  project.createSourceFile("/empty.ts", "");
  const files = project
    .getProgram()
    .compilerObject.getSourceFiles()
    .filter((file) => file.isDeclarationFile);
  const scripts = files.filter((file) => !ts.isExternalModule(file)).map((file) => file.text);
  const modules = files.filter((file) => ts.isExternalModule(file));
  return [
    parseFile("/library.d.ts", [...scripts, GUEST_GLOBALS].join("\n").replace(/^\/\/\/ <reference.*$/gmu, "")),
    ...modules.map((file, index) => parseFile(`/library-${index}.d.ts`, file.text)),
  ];
}
