import { findNamespace, findTool, memberExpression, nearestNames } from "@postern/core";
import type { Catalog } from "@postern/core";
import type {
  Finding,
  NotAwaited,
  ToolReference,
  UnknownMember,
  UnknownName,
  UnknownTool,
  WrongArgument,
} from "./finding.ts";

const MAX_LISTED = 12;
/** Beside a suggestion, a longer type is only noise. */
const MAX_HINTED_TYPE = 60;

/** Names that models expect from other worlds, and what there is instead. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  fetch: "there is no network: call a tool",
  XMLHttpRequest: "there is no network: call a tool",
  axios: "there is no network: call a tool",
  require: "there are no modules: tools are globals, and everything else is the language itself",
  module: "there are no modules: `return` the value",
  exports: "there are no modules: `return` the value",
  process: "there is no process and no environment",
  Buffer: "use Uint8Array, TextEncoder, atob and btoa",
  fs: "there are no files: call a tool",
  window: "there is no browser",
  document: "there is no browser",
  localStorage: "nothing is kept between scripts",
  setInterval: "use setTimeout in a loop",
};

/** A finding in words, and the tool whose signature helps. */
export interface Explanation {
  readonly message: string;
  readonly tool?: ToolReference;
}

/** Says what is wrong, what there is instead, and what to write. */
export function explainFinding(finding: Finding, catalog: Catalog): Explanation {
  switch (finding.kind) {
    case "unknown-name":
      return explainName(finding, catalog);
    case "unknown-tool":
      return explainTool(finding, catalog);
    case "unknown-member":
      return withTool(explainMember(finding), finding.tool);
    case "not-awaited":
      return withTool(explainPromise(finding), finding.tool);
    case "wrong-argument":
      return withTool(explainArgument(finding), finding.tool);
    default:
      return withTool(finding.message, finding.tool);
  }
}

function explainName({ name, member }: UnknownName, catalog: Catalog): Explanation {
  const elsewhere = Object.hasOwn(ELSEWHERE, name) ? ELSEWHERE[name] : undefined;
  if (elsewhere !== undefined) {
    return { message: `\`${name}\` does not exist in scripts: ${elsewhere}.` };
  }
  if (member !== undefined && findNamespace(catalog, member) !== undefined) {
    return { message: `\`${name}\` does not exist: namespaces are globals, write \`${member}\` alone.` };
  }
  const owners = catalog.namespaces.filter((namespace) => findTool(namespace, name) !== undefined);
  if (owners.length > 0) {
    const expressions = owners.map((owner) => `\`${memberExpression(owner.name, name)}\``);
    const tool = { namespace: owners[0]?.name ?? "", identifier: name };
    return withTool(`\`${name}\` is a tool, not a global: write ${listed(expressions, " or ")}.`, tool);
  }
  const names = catalog.namespaces.map((namespace) => namespace.name);
  const near = nearestNames(name, [...names, "postern"]);
  const nearest = near.length > 0 ? ` Did you mean ${listed(near.map(quoted), " or ")}?` : "";
  if (member === undefined) {
    return { message: `\`${name}\` is not declared.${nearest}` };
  }
  const connected = names.length > 0 ? ` Connected: ${listed(names)}.` : " No namespace is connected.";
  return { message: `There is no namespace \`${name}\`.${nearest}${connected}` };
}

function explainTool({ namespace: name, member }: UnknownTool, catalog: Catalog): Explanation {
  const namespace = findNamespace(catalog, name);
  const tools = namespace?.tools ?? [];
  const near = nearestNames(
    member,
    tools.map((tool) => tool.identifier),
  );
  const missing = `\`${name}\` has no tool \`${member}\`.`;
  if (near[0] !== undefined) {
    const expressions = near.map((identifier) => `\`${memberExpression(name, identifier)}\``);
    return withTool(`${missing} Did you mean ${listed(expressions, " or ")}?`, {
      namespace: name,
      identifier: near[0],
    });
  }
  const elsewhere = catalog.namespaces.find((other) => findTool(other, member) !== undefined);
  if (elsewhere !== undefined) {
    const tool = { namespace: elsewhere.name, identifier: member };
    return withTool(`${missing} There is \`${memberExpression(elsewhere.name, member)}\`.`, tool);
  }
  if (tools.length === 0) {
    return { message: `${missing} It has none now.` };
  }
  return { message: `${missing} It has: ${listed(tools.map((tool) => tool.identifier))}.` };
}

function explainMember({ member, expression, type, members, lists, tool }: UnknownMember): string {
  const source = tool === undefined ? "" : `, from \`${memberExpression(tool.namespace, tool.identifier)}\`,`;
  const missing = `\`${expression}\`${source} ${member === undefined ? "is no list" : `has no \`${member}\``}.`;
  if (lists.length > 0) {
    return `${missing} Its lists: ${listed(lists.map((name) => `\`${memberExpression(expression, name)}\``))}.`;
  }
  const near = member === undefined ? [] : nearestNames(member, members);
  const hint = near.length > 0 ? ` Did you mean ${listed(near.map(quoted), " or ")}?` : "";
  return hint !== "" && type.length > MAX_HINTED_TYPE ? missing + hint : `${missing}${hint} Its type is \`${type}\`.`;
}

function explainPromise({ expression, use, member }: NotAwaited): string {
  switch (use) {
    case "member":
      return `\`${expression}\` is a promise, not its value: write \`(await ${expression}).${member ?? ""}\`.`;
    case "statement":
      return `Nothing waits for \`${expression}\`: write \`await\` before it, or it is aborted when the script ends.`;
    case "returned":
      return `\`${expression}\` is returned as a promise inside of a value: write \`await\` before it, or \`await Promise.all(…)\`.`;
    case "callback":
      return `\`${expression}\` does not wait for an async function: use \`for (const … of …)\` or \`await Promise.all(….map(…))\`.`;
    default:
      return `\`${expression}\` is a promise, not its value: write \`await\` before it.`;
  }
}

function explainArgument({ callee, path, reason, expected, found, members = [] }: WrongArgument): string {
  switch (reason) {
    case "missing":
      return `\`${callee}\`: \`${path}\` is missing; expected \`${expected ?? ""}\`.`;
    case "type":
      return `\`${callee}\`: \`${path}\` is \`${found ?? ""}\`; expected \`${expected ?? ""}\`.`;
    default: {
      const near = nearestNames(path.replace(/^.*\./u, ""), members);
      const all = members.length > 0 ? `There are: ${listed(members)}.` : "It takes no properties.";
      const hint = near.length > 0 ? `Did you mean ${listed(near.map(quoted), " or ")}?` : all;
      return `\`${callee}\`: there is no \`${path}\`. ${hint}`;
    }
  }
}

function withTool(message: string, tool: ToolReference | undefined): Explanation {
  return tool === undefined ? { message } : { message, tool };
}

function quoted(name: string): string {
  return `\`${name}\``;
}

function listed(names: readonly string[], separator = ", "): string {
  const shown = names.slice(0, MAX_LISTED).join(separator);
  return names.length > MAX_LISTED ? `${shown} and ${names.length - MAX_LISTED} more` : shown;
}
