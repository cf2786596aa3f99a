import { homedir } from "node:os";
import { sep } from "node:path";

/** What a text that refers to variables may refer to. */
export interface Variables {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What `${workspaceFolder}` stands for. */
  readonly workspaceFolder: string;
}

/** The expanded text, or what in it could not be expanded. */
export type Expansion =
  | { readonly status: "expanded"; readonly text: string }
  | { readonly status: "failed"; readonly reference: string; readonly expected: string };

const REFERENCE = /\$\{([^}]*)\}/gu;
const VARIABLE = /^(?:env:)?([A-Za-z_]\w*)(?::-(.*))?$/su;

/**
 * Expands `${VAR}` and `${VAR:-default}` (Claude Code), `${env:VAR}`, `${workspaceFolder}`, `${userHome}` and
 * `${pathSeparator}` (VS Code, Cursor). A variable that is not set is a failure, since a literal `${TOKEN}` sent as a
 * credential is a mistake that nobody sees. As in a shell, `:-` also replaces an empty value.
 */
export function expandVariables(text: string, variables: Variables): Expansion {
  const predefined: Readonly<Record<string, string>> = {
    workspaceFolder: variables.workspaceFolder,
    userHome: homedir(),
    pathSeparator: sep,
    "/": sep,
  };
  let failure: Expansion | undefined;
  const expanded = text.replace(REFERENCE, (reference, name: string) => {
    const [, variable, fallback] = VARIABLE.exec(name) ?? [];
    const value = Object.hasOwn(predefined, name) ? predefined[name] : environmentValue(variables, variable, fallback);
    if (value === undefined) {
      failure ??= { status: "failed", reference, expected: expectation(name, variable) };
    }
    return value ?? reference;
  });
  return failure ?? { status: "expanded", text: expanded };
}

function environmentValue(
  { environment }: Variables,
  name: string | undefined,
  fallback: string | undefined,
): string | undefined {
  const value = name === undefined ? undefined : environment[name];
  return fallback === undefined ? value : value || fallback;
}

function expectation(name: string, variable: string | undefined): string {
  if (variable !== undefined) {
    return `the environment variable ${variable} to be set, or a default: \${${variable}:-value}`;
  }
  return name.startsWith("input:")
    ? `an environment variable: only VS Code can ask for \${${name}}; write \${NAME} and set NAME`
    : "${NAME}, ${NAME:-default}, ${env:NAME}, ${workspaceFolder} or ${userHome}";
}
