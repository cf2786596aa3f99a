import { ts } from "@ts-morph/common";
import { libraryFiles, parseFile } from "./library.ts";

/** Where the declarations of namespaces stand; the file's name is the namespace's. */
const NAMESPACE_FOLDER = "/namespaces/";
const AMBIENT_FILE = "/ambient.d.ts";
const SCRIPT_FILE = "/script.ts";
/** Put before a script, so that `return` and `await` stand in a function. */
export const SCRIPT_PREFIX = "async function script() {\n";
const SCRIPT_SUFFIX = "\n}\nexport {};\n";
/** Parsed declarations kept: a namespace's text changes with the tools that scripts touch. */
const MAX_CACHED_FILES = 64;
/** A block longer than this is parsed anew each time. UTF-16 units */
const MAX_CACHED_LENGTH = 200_000;

/** Everything the classic untyped style needs is allowed; see docs/checking-scripts.md for what is reported. */
const OPTIONS: ts.CompilerOptions = {
  noLib: true,
  strict: true,
  // Without it, `const found = []` would be `never[]`. What it reports itself is ignored.
  noImplicitAny: true,
  useUnknownInCatchVariables: false,
  strictPropertyInitialization: false,
  alwaysStrict: false,
  noImplicitThis: false,
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: [],
  noEmit: true,
  skipLibCheck: true,
};

/** A namespace's declarations. */
export interface NamespaceDeclarations {
  readonly namespace: string;
  readonly text: string;
}

/** A script with everything known about it. */
export interface CheckedScript {
  readonly file: ts.SourceFile;
  readonly checker: ts.TypeChecker;
  readonly diagnostics: readonly ts.Diagnostic[];
}

/** A program whose library is parsed once. */
export interface TypeProgram {
  check(typed: string, namespaces: readonly NamespaceDeclarations[], ambient: string): CheckedScript;
}

/** The namespace that a declaration belongs to. */
export function namespaceOf(node: ts.Node): string | undefined {
  const { fileName } = node.getSourceFile();
  return fileName.startsWith(NAMESPACE_FOLDER) ? fileName.slice(NAMESPACE_FOLDER.length, -".d.ts".length) : undefined;
}

/** Whether a declaration belongs to a namespace or to the host's own globals. */
export function isHostDeclaration(node: ts.Node): boolean {
  return namespaceOf(node) !== undefined || node.getSourceFile().fileName === AMBIENT_FILE;
}

/** Whether a declaration stands in the script. */
export function isScriptDeclaration(node: ts.Node): boolean {
  return node.getSourceFile().fileName === SCRIPT_FILE;
}

/** Makes a program. Takes some 100 ms; each check after that a few. */
export function createTypeProgram(): TypeProgram {
  const library = libraryFiles();
  const cache = new Map<string, ts.SourceFile>();

  function declarationFile(fileName: string, text: string): ts.SourceFile {
    const key = `${fileName}\n${text}`;
    const file = cache.get(key) ?? parseFile(fileName, text);
    cache.delete(key);
    if (text.length <= MAX_CACHED_LENGTH) {
      cache.set(key, file);
    }
    for (const oldest of cache.keys()) {
      if (cache.size <= MAX_CACHED_FILES) {
        break;
      }
      cache.delete(oldest);
    }
    return file;
  }

  return {
    check(typed, namespaces, ambient) {
      const script = parseFile(SCRIPT_FILE, SCRIPT_PREFIX + typed + SCRIPT_SUFFIX);
      const files = new Map(library.map((file) => [file.fileName, file]));
      for (const { namespace, text } of namespaces) {
        const fileName = `${NAMESPACE_FOLDER}${namespace}.d.ts`;
        files.set(fileName, declarationFile(fileName, text));
      }
      files.set(AMBIENT_FILE, declarationFile(AMBIENT_FILE, ambient));
      files.set(SCRIPT_FILE, script);
      const program = ts.createProgram({
        rootNames: [...files.keys()],
        options: OPTIONS,
        host: compilerHost(files),
      });
      return { file: script, checker: program.getTypeChecker(), diagnostics: program.getSemanticDiagnostics(script) };
    },
  };
}

/** A host with these files and nothing else: no file system is read. */
function compilerHost(files: ReadonlyMap<string, ts.SourceFile>): ts.CompilerHost {
  return {
    getSourceFile: (name) => files.get(name),
    fileExists: (name) => files.has(name),
    readFile: () => undefined,
    writeFile: () => undefined,
    getDefaultLibFileName: () => "/library.d.ts",
    getCurrentDirectory: () => "/",
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
  };
}
