/** The members of a namespace as text, and the way to one of them that costs the guest nothing per member. */
export class MemberList {
  /** JSON: `[identifiers, own names]`; an own name that is the identifier, or none to call by, is 0. */
  readonly text: string;
  #answers: Map<string, string> | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** Answers `place,identifier` for an identifier or a tool's own name, which is given as JSON: it may hold a NUL. */
  find(quotedName: string): string | undefined {
    return (this.#answers ??= indexMembers(this.text)).get(quotedName);
  }
}

/** Identifiers go before own names. */
function indexMembers(text: string): Map<string, string> {
  const [identifiers, ownNames] = JSON.parse(text) as [readonly string[], readonly (string | 0)[]];
  const answers = new Map<string, string>();
  for (const names of [ownNames, identifiers]) {
    for (const [place, name] of names.entries()) {
      if (name !== 0) {
        answers.set(JSON.stringify(name), `${place},${identifiers[place]}`);
      }
    }
  }
  return answers;
}
