import { readSecret } from "@postern/core/node";
import type { Secret, SecretPlace } from "@postern/core/node";

/** Shorter texts would take harmless words out of answers. */
const MIN_REDACTED_CHARS = 6;

/** The secrets of a source. They are read once, and never leave but in requests. */
export interface Secrets {
  /**
   * Reads a secret. `setting` names it for people: `auth.token.token`.
   * @throws {PosternError} UNAUTHORIZED - when it is not there; the message names what is missing
   */
  read(secret: Secret, setting: string): Promise<string>;
  /** Makes a text secret that was derived from others, such as an access token. */
  add(text: string): void;
  /** The text without any secret read so far. */
  redact(text: string): string;
}

/** Secrets from the configuration, an environment, files and commands. */
export function createSecrets(place: SecretPlace): Secrets {
  const known = new Set<string>();
  const add = (text: string): void => {
    if (text.length >= MIN_REDACTED_CHARS) {
      known.add(text);
    }
  };
  return {
    read: async (secret, setting) => {
      const text = await readSecret(secret, setting, place);
      add(text);
      return text;
    },
    add,
    redact: (text) => [...known].reduce((redacted, secret) => redacted.replaceAll(secret, "[redacted]"), text),
  };
}
