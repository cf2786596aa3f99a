const WORD = /\p{L}+|\p{N}+|[^\s\p{L}\p{N}]+|\s+/gu;

/**
 * An upper estimate of a text's tokens in the vocabularies of current models, without carrying one: a word of up to six
 * letters is one, longer ones are one for every four; digits come in threes, other scripts a token a letter.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const [piece] of text.matchAll(WORD)) {
    tokens += pieceTokens(piece);
  }
  return tokens;
}

function pieceTokens(piece: string): number {
  const code = piece.charCodeAt(0);
  if (code > 0x24f) {
    return piece.length;
  }
  if (/^\s/u.test(piece)) {
    return piece === " " ? 0 : 1;
  }
  if (/^\p{N}/u.test(piece)) {
    return Math.ceil(piece.length / 3);
  }
  return /^\p{L}/u.test(piece) && piece.length <= 6 ? 1 : Math.ceil(piece.length / 3);
}
