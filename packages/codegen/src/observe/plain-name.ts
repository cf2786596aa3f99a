/** Longer names are data more often than names. Characters */
const MAX_LENGTH = 64;
const NAME = /^[A-Za-z_$][\w$-]*$/u;
/** Names that the language looks up on objects. */
const LANGUAGE = /^(?:__proto__|constructor|prototype)$/u;
/** Numbers, dates and hashes: keys of a table, not names of a record. */
const KEY = /\d{4}|^[0-9a-f-]{16,}$/iu;

/**
 * Whether a property name of a result may be kept and shown to a model: a short ASCII name. Others are data, such as the
 * keys of a table, or text that somebody wrote for the model to read.
 */
export function isPlainName(name: string): boolean {
  return name.length <= MAX_LENGTH && NAME.test(name) && !LANGUAGE.test(name) && !KEY.test(name);
}
