/**
 * Everything but RFC 3986's unreserved characters, percent-encoded. A lone surrogate, which has no UTF-8, becomes U+FFFD.
 */
export function percentEncode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(/[!'()*]/gu, hexEncode);
}

/**
 * The same with reserved characters left as they are (`allowReserved`), but for those that would end the query or the
 * pair, be read as a space, or be refused in a query: `#`, `&`, `+`, `[`, `]`. What is percent-encoded already stays so.
 */
export function percentEncodeReserved(text: string): string {
  return percentEncode(text)
    .replace(/%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B|3D)/gu, (code) => decodeURIComponent(code))
    .replace(/%25(?=[0-9A-Fa-f]{2})/gu, "%");
}

/** As a form does it: spaces are `+` (WHATWG URL, application/x-www-form-urlencoded). */
export function formEncode(text: string): string {
  return percentEncode(text).replaceAll("%20", "+");
}

function hexEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
