/** A literal type. Values that have no exact one become their kind. */
export function literalText(value: string | number | boolean): string {
  if (typeof value === "string") {
    return stringText(value);
  }
  return typeof value === "number" && !Number.isFinite(value) ? "number" : String(Object.is(value, -0) ? 0 : value);
}

/** A string literal that contains no line break of any kind. */
export function stringText(value: string): string {
  return JSON.stringify(value).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

/** A property name as an object type has it. Only ASCII stands unquoted, which every compiler reads the same. */
export function keyText(name: string): string {
  return /^[A-Za-z_$][\w$]*$/u.test(name) ? name : stringText(name);
}

/** A template literal type of fixed texts with anything between them. */
export function templateText(texts: readonly string[], isStart: boolean, isEnd: boolean): string {
  const gap = "${string}";
  const fixed = texts.map((text) => text.replace(/[\\`$\r\n\u2028\u2029]/gu, escapeTemplateCharacter));
  return `\`${isStart ? "" : gap}${fixed.join(gap)}${isEnd ? "" : gap}\``;
}

function escapeTemplateCharacter(character: string): string {
  return /[\\`$]/u.test(character) ? `\\${character}` : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
