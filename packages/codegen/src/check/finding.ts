/** A tool, as scripts name it. */
export interface ToolReference {
  readonly namespace: string;
  readonly identifier: string;
}

/** Where a problem stands in the checked text, and the tool that was misused. */
interface FindingPlace {
  readonly offset: number;
  readonly tool?: ToolReference;
  /** Whether it is worth telling and not worth stopping for, whatever the strictness. */
  readonly isWarning?: boolean;
}

/** A name that nothing declares. */
export interface UnknownName extends FindingPlace {
  readonly kind: "unknown-name";
  readonly name: string;
  /** The first member read off it. */
  readonly member?: string;
}

/** A member of a namespace that is no tool of it. */
export interface UnknownTool extends FindingPlace {
  readonly kind: "unknown-tool";
  readonly namespace: string;
  readonly member: string;
}

/** A member that a value does not have. */
export interface UnknownMember extends FindingPlace {
  readonly kind: "unknown-member";
  /** Absent where the value is gone through and is no list. */
  readonly member?: string;
  readonly expression: string;
  readonly type: string;
  /** What the value has. */
  readonly members: readonly string[];
  /** Those of them that are lists, where the member is one that lists have, or a list was needed. */
  readonly lists: readonly string[];
}

/** A promise used as if it were its value, or left alone. */
export interface NotAwaited extends FindingPlace {
  readonly kind: "not-awaited";
  /** The promise, as the script writes it. */
  readonly expression: string;
  readonly use: "member" | "statement" | "value" | "returned" | "callback";
  readonly member?: string;
}

/** An argument that a call does not take. */
export interface WrongArgument extends FindingPlace {
  readonly kind: "wrong-argument";
  readonly callee: string;
  /** `input.labels[0].name` */
  readonly path: string;
  readonly reason: "missing" | "unknown" | "type";
  readonly expected?: string;
  readonly found?: string;
  /** For an unknown property, those there are. */
  readonly members?: readonly string[];
}

/** Anything else, in the compiler's words. */
interface OtherProblem extends FindingPlace {
  readonly kind: "other";
  readonly message: string;
}

/** What the checker found, as plain data: it crosses threads. */
export type Finding = UnknownName | UnknownTool | UnknownMember | NotAwaited | WrongArgument | OtherProblem;

/** What comes first helps most: names that do not exist explain what follows from them. */
export const FINDING_RANK: Readonly<Record<Finding["kind"], number>> = {
  "unknown-name": 0,
  "unknown-tool": 1,
  "not-awaited": 2,
  "wrong-argument": 3,
  "unknown-member": 4,
  other: 5,
};
