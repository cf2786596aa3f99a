import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import open from "open";

/** How a person is brought to a login. */
export interface ShowLoginOptions {
  /** Whether a browser is opened; the address is told in any case. */
  readonly opensBrowser: boolean;
  readonly report: (text: string) => void;
  /** Where the person may paste the address that a browser elsewhere ended at. */
  readonly input: Readable;
}

/** Brings a person to a login. Disposing it stops listening to what they type. */
export interface LoginScreen extends Disposable {
  show(url: URL): Promise<void>;
}

/**
 * Opens the browser at a login and prints the address. Where the browser runs on another machine, its last address, which
 * does not open there, can be pasted: it holds the answer.
 */
export function createLoginScreen({ opensBrowser, report, input }: ShowLoginOptions): LoginScreen {
  const lines = createInterface({ input });
  return {
    async show(url) {
      const redirect = new URL(url.searchParams.get("redirect_uri") ?? "http://127.0.0.1/callback");
      lines.on("line", (line) => void deliver(line.trim(), { redirect, report }));
      report(`Log in at this address:\n\n  ${url.href}\n`);
      report("If your browser runs on another machine, paste the address it ends at here; it does not open there.");
      if (opensBrowser) {
        await openInBrowser(url, report);
      }
    },
    [Symbol.dispose]: () => lines.close(),
  };
}

async function openInBrowser(url: URL, report: (text: string) => void): Promise<void> {
  const failed = (): void => report("No browser could be opened here; open the address yourself.");
  try {
    const browser = await open(url.href);
    browser.once("error", failed);
    browser.once("exit", (code) => (code === 0 || code === null ? undefined : failed()));
  } catch {
    failed();
  }
}

interface Delivery {
  readonly redirect: URL;
  readonly report: (text: string) => void;
}

/** Opens a pasted address in the browser's place. Only the login's own redirect is opened. */
async function deliver(line: string, { redirect, report }: Delivery): Promise<void> {
  if (line === "") {
    return;
  }
  const pasted = URL.canParse(line) ? new URL(line) : undefined;
  if (pasted?.origin !== redirect.origin || pasted.pathname !== redirect.pathname) {
    report(`That is not the address; it starts with ${redirect.href}?`);
    return;
  }
  try {
    const response = await fetch(pasted, { redirect: "error" });
    report((await response.text()).trim());
  } catch {
    report("The login is not waiting any more.");
  }
}
