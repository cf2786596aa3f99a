/** The exact literal type of a JSON value. */
export function literalType(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(literalType).join(", ")}]`;
  }
  if (typeof value === "object" && value !== null) {
    return `{ ${Object.entries(value)
      .map(([name, member]) => `${JSON.stringify(name)}: ${literalType(member)};`)
      .join(" ")} }`;
  }
  return JSON.stringify(value);
}
