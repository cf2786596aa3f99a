import { mkdir, open, stat, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { errorMessage, PosternError, type JsonObject } from "@postern/core";

/** A file of JSON lines that only grows. Disposing it writes what is left and closes it. */
export interface AuditFile extends AsyncDisposable {
  /** Adds a line. Resolves when the operating system has it, so that it survives the end of this process. */
  append(record: JsonObject): Promise<void>;
}

interface Waiting {
  readonly line: string;
  readonly written: PromiseWithResolvers<void>;
}

/**
 * Opens a file, made with mode 0600 where there is none, for adding lines. A file that was moved away or removed, as by
 * logrotate, is made anew at its path before the next line.
 * @throws {PosternError} INVALID_CONFIG - it cannot be opened
 */
export async function openAuditFile(path: string): Promise<AuditFile> {
  const file = new GrowingFile(path);
  try {
    await file.open();
  } catch (error) {
    throw new PosternError("INVALID_CONFIG", `The audit log ${path} cannot be written: ${errorMessage(error)}`, {
      cause: error,
    });
  }
  return file;
}

class GrowingFile implements AuditFile {
  readonly #path: string;
  readonly #waiting: Waiting[] = [];
  #handle: FileHandle | undefined;
  #writing: Promise<void> | undefined;
  /** The last line may be cut off, by a crash or a full disk: the next one starts on a line of its own. */
  #isTorn = false;
  #isClosed = false;

  constructor(path: string) {
    this.#path = path;
  }

  async open(): Promise<void> {
    this.#handle = await this.#open();
  }

  async #open(): Promise<FileHandle> {
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    const handle = await open(this.#path, "a+", 0o600);
    this.#isTorn = await endsInsideLine(handle);
    return handle;
  }

  append(record: JsonObject): Promise<void> {
    if (this.#isClosed) {
      return Promise.reject(new PosternError("DISPOSED", "The audit log was closed."));
    }
    const written = Promise.withResolvers<void>();
    this.#waiting.push({ line: `${JSON.stringify(record)}\n`, written });
    this.#writing ??= this.#write();
    return written.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await this.#writing;
    await this.#handle?.close();
    this.#handle = undefined;
  }

  /** Whatever came while the disk was busy is written at once. */
  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0);
      try {
        const handle = await this.#current();
        const start = this.#isTorn ? "\n" : "";
        this.#isTorn = true;
        await handle.appendFile(start + batch.map(({ line }) => line).join(""));
        this.#isTorn = false;
        batch.forEach(({ written }) => written.resolve());
      } catch (error) {
        batch.forEach(({ written }) => written.reject(error));
      }
    }
    // In the same turn as the last look at what waits, so that nothing is left waiting.
    this.#writing = undefined;
  }

  async #current(): Promise<FileHandle> {
    if (this.#handle !== undefined && !(await isAt(this.#handle, this.#path))) {
      await this.#handle.close();
      this.#handle = undefined;
    }
    return (this.#handle ??= await this.#open());
  }
}

async function endsInsideLine(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat();
  if (size === 0) {
    return false;
  }
  const { buffer } = await handle.read({ buffer: Buffer.alloc(1), position: size - 1 });
  return buffer.toString() !== "\n";
}

async function isAt(handle: FileHandle, path: string): Promise<boolean> {
  const [opened, there] = await Promise.all([handle.stat(), stat(path).catch(() => undefined)]);
  return opened.ino === there?.ino && opened.dev === there.dev;
}
