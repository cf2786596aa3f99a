import type { PosternError, Tool } from "@postern/core";
import type { Connection } from "./connection.ts";
import { readTools } from "./tool-list.ts";

/** Between two readings of a list that keeps changing. */
const REFRESH_PACE_MS = 250;
const LONGEST_PACE_MS = 60_000;

/** The tools that can be called, or why there are none. */
export type Registry = { readonly status: "unknown" } | Listed | Unavailable;

/** The tools of an upstream. */
export interface Listed {
  readonly status: "listed";
  readonly tools: readonly Tool[];
  readonly notices: readonly string[];
}

interface Unavailable {
  readonly status: "unavailable";
  readonly error: PosternError;
}

/** What a registry needs of its owner. */
export interface RegistryOwner {
  /** The connection in use. */
  readonly current: () => Connection | undefined;
  /** The tools, or whether they can be had, changed. */
  readonly onChanged: () => void;
  /** A list that was reported to have changed could not be read. The known one stays, and it is tried again. */
  readonly onRefreshFailed: (error: unknown) => void;
  readonly onRefreshed: () => void;
}

/** Knows an upstream's tools. The same tools stay the same array, because catalogs are kept by it. */
export class ToolRegistry {
  readonly #owner: RegistryOwner;
  #content: Registry = { status: "unknown" };
  #isStale = false;
  #isRefreshing = false;
  #failures = 0;

  constructor(owner: RegistryOwner) {
    this.#owner = owner;
  }

  get content(): Registry {
    return this.#content;
  }

  /** Reads the list and checks it tool by tool. */
  async read(connection: Connection, signal?: AbortSignal): Promise<Listed> {
    const list = await connection.list("tools/list", signal);
    const { tools, notices } = readTools(list.items, connection.sendsHeaders);
    return { status: "listed", tools, notices: [...list.notices, ...notices] };
  }

  /** Puts new content in the place of the old, and tells when that makes a difference. */
  publish(content: Listed | Unavailable): void {
    const known = this.#content;
    const isSame =
      known.status === "listed" &&
      content.status === "listed" &&
      JSON.stringify(known.tools) === JSON.stringify(content.tools);
    const isStillUnavailable = known.status === "unavailable" && content.status === "unavailable";
    this.#content = isSame ? { ...known, notices: content.notices } : content;
    if (!isSame && !isStillUnavailable && known.status !== "unknown") {
      this.#owner.onChanged();
    }
  }

  /** Reads the list again, at once or, when it was read just now, a little later; however often it is told to. */
  refresh(): void {
    this.#isStale = true;
    if (!this.#isRefreshing) {
      this.#isRefreshing = true;
      void this.#refreshOnce();
    }
  }

  async #refreshOnce(): Promise<void> {
    const connection = this.#owner.current();
    this.#isStale = false;
    try {
      const content = connection === undefined ? undefined : await this.read(connection);
      if (content !== undefined && this.#owner.current() === connection) {
        this.publish(content);
        this.#owner.onRefreshed();
      }
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      this.#isStale = true;
      this.#owner.onRefreshFailed(error);
    }
    const waitMs = Math.min(REFRESH_PACE_MS * 2 ** this.#failures, LONGEST_PACE_MS);
    const timer = setTimeout(() => {
      this.#isRefreshing = false;
      if (this.#isStale) {
        this.refresh();
      }
    }, waitMs);
    timer.unref();
  }
}
