// A reply of Zoom, before it is a `Response`.

/** Zoom's reply to a request. */
export interface ZoomReply {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}
