import { ts } from "@ts-morph/common";

/** What a script does with a name that it does not declare as a member, a property or a type. */
export interface NameUse {
  readonly name: string;
  /** Members read by a literal name: `list_issues` of `github.list_issues(…)` or `github["list_issues"]`. */
  readonly members: readonly string[];
  /** The name is also used in a way that may reach every member: `Object.keys(github)`, `github[name]`. */
  readonly isWhole: boolean;
}

interface Reading {
  readonly members: Set<string>;
  isWhole: boolean;
}

/** Every name that a script reads, whether or not it declares the name itself. */
export function findUses(file: ts.SourceFile): readonly NameUse[] {
  const readings = new Map<string, Reading>();
  const aliases = new Map<string, string>();
  const pending: ts.Node[] = [file];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const read = ts.isIdentifier(node) ? membersRead(node) : undefined;
    if (ts.isIdentifier(node) && read !== undefined) {
      const alias = read.length === 0 ? aliasOf(node) : undefined;
      aliases.set(alias ?? "", node.text);
      addReading(readings, node.text, { members: new Set(read), isWhole: read.length === 0 && alias === undefined });
    }
    ts.forEachChild(node, (child) => void pending.push(child));
  }
  for (const [alias, name] of aliases) {
    addReading(readings, name, readings.get(alias) ?? { members: new Set(), isWhole: false });
  }
  return [...readings].map(([name, { members, isWhole }]) => ({ name, members: [...members], isWhole }));
}

function addReading(readings: Map<string, Reading>, name: string, more: Reading): void {
  const reading = readings.get(name) ?? { members: new Set(), isWhole: false };
  readings.set(name, reading);
  more.members.forEach((member) => reading.members.add(member));
  reading.isWhole ||= more.isWhole;
}

/** `gh` of `const gh = github`: what is read off it is read off the namespace. */
function aliasOf(node: ts.Identifier): string | undefined {
  const { parent } = node;
  const isAlias = ts.isVariableDeclaration(parent) && parent.initializer === node && ts.isIdentifier(parent.name);
  return isAlias ? parent.name.text : undefined;
}

/** The members read off a name; none where it may be any; `undefined` where the identifier reads nothing. */
function membersRead(node: ts.Identifier): readonly string[] | undefined {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) {
    return parent.expression === node ? [parent.name.text] : undefined;
  }
  if (ts.isElementAccessExpression(parent) && parent.expression === node) {
    return ts.isStringLiteralLike(parent.argumentExpression) ? [parent.argumentExpression.text] : [];
  }
  if (ts.isQualifiedName(parent)) {
    return qualifiedMembers(node, parent);
  }
  if (ts.isVariableDeclaration(parent) && parent.initializer === node) {
    return destructuredMembers(parent.name);
  }
  return isName(node, parent) ? undefined : [];
}

/** `typeof github.list_issues` reads a member; `github.Issue` is a type that any of them may bring along. */
function qualifiedMembers(node: ts.Identifier, parent: ts.QualifiedName): readonly string[] | undefined {
  if (parent.left !== node) {
    return undefined;
  }
  return ts.isTypeQueryNode(parent.parent) ? [parent.right.text] : [];
}

function destructuredMembers(name: ts.BindingName): readonly string[] {
  if (!ts.isObjectBindingPattern(name)) {
    return [];
  }
  const members = name.elements.map((element) => {
    const key = element.propertyName ?? element.name;
    const isLiteral = ts.isIdentifier(key) || ts.isStringLiteralLike(key);
    return isLiteral && element.dotDotDotToken === undefined ? key.text : undefined;
  });
  return members.every((member) => member !== undefined) ? members : [];
}

/** Whether an identifier names something instead of reading it. */
function isName(node: ts.Identifier, parent: ts.Node): boolean {
  return (
    ("name" in parent && parent.name === node && !ts.isShorthandPropertyAssignment(parent)) ||
    (ts.isBindingElement(parent) && parent.propertyName === node) ||
    ts.isTypeReferenceNode(parent) ||
    ts.isLabeledStatement(parent) ||
    ts.isBreakOrContinueStatement(parent)
  );
}
