/** A light stem: plurals only (Harman's S stemmer, "How effective is suffixing?", 1991). */
export function stem(word: string): string {
  if (word.length < 4 || !word.endsWith("s") || /[su]s$/u.test(word)) {
    return word;
  }
  if (word.endsWith("ies")) {
    return word.length > 4 ? `${word.slice(0, -3)}y` : word;
  }
  return /(?:ss|sh|ch|x|z)es$/u.test(word) ? word.slice(0, -2) : word.slice(0, -1);
}
