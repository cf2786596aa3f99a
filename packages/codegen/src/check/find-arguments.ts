import type { ts } from "@ts-morph/common";
import { messageOf } from "./diagnostic-place.ts";
import { MismatchFinder } from "./find-mismatch.ts";
import type { Mismatch } from "./find-mismatch.ts";
import type { Finding } from "./finding.ts";
import { promiseOf, withTool } from "./tool-calls.ts";
import type { HostCall } from "./tool-calls.ts";
import type { CheckedScript } from "./type-program.ts";
import { typeText } from "./types.ts";

/** Finds arguments that a call does not take. */
export class ArgumentFinder {
  readonly #file: ts.SourceFile;
  readonly #checker: ts.TypeChecker;
  readonly #mismatches: MismatchFinder;

  constructor({ file, checker }: CheckedScript) {
    this.#file = file;
    this.#checker = checker;
    this.#mismatches = new MismatchFinder(checker);
  }

  /** What is wrong with the arguments of a call that the compiler refuses. */
  find(call: HostCall, diagnostic: ts.Diagnostic): readonly Finding[] {
    const [signature] = this.#checker.getTypeAtLocation(call.node.expression).getCallSignatures();
    const parameters = signature?.getParameters() ?? [];
    const callee = call.node.expression.getText(this.#file);
    for (const [index, parameter] of parameters.entries()) {
      const argument = call.node.arguments[index];
      const expected = this.#checker.getTypeOfSymbol(parameter);
      if (argument === undefined) {
        const isOptional = (parameter.valueDeclaration as ts.ParameterDeclaration | undefined)?.questionToken;
        const path = parameter.name;
        const offset = call.node.expression.getStart(this.#file);
        const finding = { kind: "wrong-argument" as const, offset, callee, path, ...withTool(call.tool) };
        return isOptional ? [] : [{ ...finding, reason: "missing", expected: typeText(expected, this.#checker) }];
      }
      const mismatches = this.#mismatches.find(argument, expected, parameter.name);
      if (mismatches.length > 0) {
        return mismatches.map((mismatch) => this.#describeMismatch(call, mismatch, argument));
      }
    }
    const isExcess = call.node.arguments.length > parameters.length && diagnostic.code === 2554;
    const offset = call.node.arguments[parameters.length]?.getStart(this.#file) ?? call.node.getStart(this.#file);
    return isExcess || diagnostic.code === 2559
      ? [{ kind: "other", offset, message: messageOf(diagnostic), ...withTool(call.tool) }]
      : [];
  }

  #describeMismatch(call: HostCall, mismatch: Mismatch, argument: ts.Expression): Finding {
    const { node, isPromise: isUnawaited, ...rest } = mismatch;
    const place = node ?? argument;
    const offset = place.getStart(this.#file);
    if (isUnawaited === true) {
      return { kind: "not-awaited", offset, use: "value", ...promiseOf(place, this.#checker), ...withTool(call.tool) };
    }
    return {
      kind: "wrong-argument",
      offset,
      callee: call.node.expression.getText(this.#file),
      ...rest,
      ...withTool(call.tool),
    };
  }
}
