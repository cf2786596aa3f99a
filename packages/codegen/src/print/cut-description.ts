/** Sentences end here, in the scripts that most descriptions are written in. */
const SENTENCE_END = /[.!?](?=[\s)"'\]]|$)|[。！？]|\n/gu;

/** At most so many characters: whole sentences if at least one fits, else whole words and an ellipsis. */
export function cutDescription(text: string, maxChars: number): string {
  if (text.length <= maxChars) {
    return text;
  }
  if (maxChars <= 0) {
    return "";
  }
  let end = 0;
  for (const match of text.slice(0, maxChars).matchAll(SENTENCE_END)) {
    end = match.index + match[0].length;
  }
  if (end > 0) {
    return text.slice(0, end).trim();
  }
  const words = text.slice(0, maxChars);
  const space = words.lastIndexOf(" ");
  return `${(space > 0 ? words.slice(0, space) : words).trim()}…`;
}
