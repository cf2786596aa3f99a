const MAX_LINE_CHARS = 500;
const MAX_LINES = 20;

/** Keeps the last lines of a noisy stream, and nothing of what came before. */
export class TextTail {
  #lines: string[] = [];
  #partial = "";
  readonly #decoder = new TextDecoder();

  push(chunk: Uint8Array): void {
    // A flood without line ends must not grow the partial line.
    const text = this.#partial + this.#decoder.decode(chunk, { stream: true });
    const lines = text.split(/\r?\n/u);
    this.#partial = (lines.pop() ?? "").slice(-MAX_LINE_CHARS);
    for (const line of lines.slice(-MAX_LINES)) {
      this.add(line);
    }
  }

  add(line: string): void {
    if (line.trim() !== "") {
      this.#lines.push(line.slice(0, MAX_LINE_CHARS));
      this.#lines = this.#lines.slice(-MAX_LINES);
    }
  }

  get lines(): readonly string[] {
    return this.#partial.trim() === "" ? this.#lines : [...this.#lines, this.#partial].slice(-MAX_LINES);
  }
}
