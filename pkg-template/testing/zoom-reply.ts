// A reply of Zoom, before it is a `Response`.

/** The headers of Zoom's JSON. */
export const JSON_TYPE = { "content-type": "application/json;charset=UTF-8" };

/** Zoom's reply to a request. */
export interface ZoomReply {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}
