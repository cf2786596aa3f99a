/** What is said of a type or a member besides its shape. */
export interface Comment {
  readonly description: string;
  /** Constraints as short tags, `@default 10`. */
  readonly tags: readonly string[];
}

/** A member of an object type. */
export interface Member {
  readonly name: string;
  readonly isOptional: boolean;
  readonly type: TypeDoc;
  readonly comment?: Comment;
}

/** An element of a tuple type: required, optional, or all that follow. */
export interface TupleItem {
  readonly type: TypeDoc;
  readonly mark: "" | "?" | "...";
}

/** The place of a type that refers to itself. Its body is known once the type is finished. */
export interface RecursiveType {
  readonly id: number;
  body: TypeDoc | undefined;
}

/** The forms of a type before it is printed. */
export type TypeForm =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "literals"; readonly texts: readonly string[] }
  | { readonly kind: "union" | "intersection"; readonly members: readonly TypeDoc[] }
  | { readonly kind: "array"; readonly item: TypeDoc }
  | { readonly kind: "tuple"; readonly items: readonly TupleItem[] }
  | ObjectType
  | { readonly kind: "recursive"; readonly target: RecursiveType }
  | { readonly kind: "commented"; readonly comment: Comment; readonly type: TypeDoc };

/** An object type. A closed one has no other members; that is not printed. */
export interface ObjectType {
  readonly kind: "object";
  readonly members: readonly Member[];
  readonly indexes: readonly IndexSignature[];
  readonly isClosed?: boolean;
}

/** `[k: string]: T`, or with a template for the names. */
export interface IndexSignature {
  readonly names: string;
  readonly type: TypeDoc;
}

/** A type: equal types made by one interner are the same object. */
export type TypeDoc = TypeForm & {
  readonly id: number;
  /** The order of types by content, the same whatever was interned before. */
  readonly hash: number;
};
