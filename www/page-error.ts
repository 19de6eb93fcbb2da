/** A failure of the page itself, with what to do. */
export class PageError extends Error {
  constructor(
    message: string,
    readonly hint: string,
  ) {
    super(message);
  }
}
