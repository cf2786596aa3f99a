/** The ends of sentences, and the words that join one wish to the next. */
const BORDER =
  /(?<=[.?!;])\s+|[;\n。！？；]|,?\s+(?:and then|and also|as well as|and|then|also|additionally|finally|plus)\s+|并且|然后|以及|そして|それから/iu;

/** The parts of a question that may ask for different things, in their order. */
export function splitParts(text: string): readonly string[] {
  return text.split(BORDER).filter((part) => part.trim() !== "");
}
