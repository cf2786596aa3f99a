/** Runs of letters, marks and digits; everything else separates. */
const RUN = /[\p{L}\p{M}\p{N}]+/gu;
/** Scripts written without spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** camelCase, HTTPServer, and the borders between letters and digits. The s of `PRs` and `listURLs` is a plural's. */
const INNER_BORDER =
  /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}(?!s(?!\p{Ll}))\p{Ll})|(?<=\p{N})(?=\p{L})|(?<=\p{L})(?=\p{N})/u;
/** Names such as GitHub, OpenAI and PostgreSQL, which people also write in one: they are found both ways. */
const BRAND = /^\p{Lu}\p{Ll}+\p{Lu}\p{L}*$/u;
const PLAIN_LOWER = /^[a-z]+$/u;

let segmenter: Intl.Segmenter | undefined;

/**
 * The words of a text or an identifier, folded to lower case without diacritics: split on case, on separators and between
 * letters and digits. Chinese, Japanese, Thai and their like are segmented with `Intl.Segmenter`.
 */
export function splitWords(text: string, kind: "prose" | "identifier" = "prose"): string[] {
  const words: string[] = [];
  for (const [run] of text.normalize("NFKC").matchAll(RUN)) {
    if (PLAIN_LOWER.test(run)) {
      words.push(run);
    } else if (UNSPACED.test(run)) {
      pushSegments(run, words);
    } else {
      const parts = run.split(INNER_BORDER);
      for (const part of parts) {
        words.push(foldCase(part));
      }
      if (kind === "prose" && parts.length === 2 && BRAND.test(run)) {
        words.push(foldCase(run));
      }
    }
  }
  return words;
}

function pushSegments(run: string, words: string[]): void {
  segmenter ??= new Intl.Segmenter("zh", { granularity: "word" });
  for (const { segment, isWordLike } of segmenter.segment(run)) {
    if (isWordLike === true) {
      words.push(foldCase(segment));
    }
  }
}

/** Lower case; Latin, Greek and Cyrillic letters without their marks. */
function foldCase(word: string): string {
  const lower = word.toLowerCase();
  return /^[a-z0-9]*$/u.test(lower)
    ? lower
    : lower
        .normalize("NFD")
        .replace(/[\u0300-\u036f]/gu, "")
        .normalize("NFC");
}
