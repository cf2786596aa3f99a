import punycode from "punycode/";
import { decodeUtf8, encodeUtf8 } from "./unicode.ts";

// Stands in for what `whatwg-url` imports (see scripts/generate.ts): the tables of `tr46` and of legacy encodings would be
// most of the guest half.

/**
 * A domain is normalised (NFKC) and lower-cased and its labels are written in Punycode. Domains of letters, digits and
 * hyphens come out as the URL standard has it.
 */
export function toASCII(domain: string): string | null {
  const mapped = domain.normalize("NFKC").toLowerCase().replaceAll("\u3002", ".").replaceAll("\u00ad", "");
  try {
    return punycode.toASCII(mapped);
  } catch {
    return null;
  }
}

export function utf8Encode(text: string): Uint8Array {
  return encodeUtf8(text);
}

export function utf8DecodeWithoutBOM(bytes: Uint8Array): string {
  return decodeUtf8(bytes, true).text;
}

/** https://url.spec.whatwg.org/#string-percent-encode-after-encoding, for UTF-8, the only encoding a script has. */
export function percentEncodeAfterEncoding(_encoding: string, text: string, percentEncodeSet: string): string {
  let encoded = "";
  for (const byte of encodeUtf8(text)) {
    const char = String.fromCharCode(byte);
    const isKept = byte > 0x1f && byte < 0x7f && !percentEncodeSet.includes(char);
    encoded += isKept ? char : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return encoded;
}
