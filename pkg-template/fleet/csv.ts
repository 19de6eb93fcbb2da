// Reads CSV (RFC 4180) as its text streams in, for what `exportFleet` has written. Does not use the wasm.

/** The rows of a text that is given in pieces, cut anywhere. */
export class CsvReader {
  #row: string[] = [];
  #field = "";
  #isQuoted = false;
  #last = "";

  /** Yields the rows that end in the next piece. */
  *read(text: string): Generator<string[], void> {
    for (const character of text) {
      if (this.#take(character)) yield this.#endRow();
      this.#last = character;
    }
  }

  /** Yields the last row, if no line break ends it. */
  *end(): Generator<string[], void> {
    if (this.#field || this.#row.length > 0) yield this.#endRow();
  }

  /** Takes a character. Returns whether it ends a row. */
  #take(character: string): boolean {
    if (character === '"') {
      // The second of two quotes in a field, the first of which seemed to end it.
      if (!this.#isQuoted && this.#last === '"') this.#field += character;
      this.#isQuoted = !this.#isQuoted;
    } else if (this.#isQuoted) this.#field += character;
    else if (character === ",") this.#endField();
    else if (character !== "\r" && character !== "\n") this.#field += character;
    return character === "\n" && !this.#isQuoted;
  }

  #endField(): void {
    this.#row.push(this.#field);
    this.#field = "";
  }

  #endRow(): string[] {
    this.#endField();
    const row = this.#row;
    this.#row = [];
    return row;
  }
}
