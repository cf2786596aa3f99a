import { stemmer } from "stemmer";

const ENGLISH = /^[a-z]{3,}$/u;

/** The stem of an English word by Porter's rules; any other word as it is. */
export function stem(word: string): string {
  return ENGLISH.test(word) ? stemmer(word) : word;
}
