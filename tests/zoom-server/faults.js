// Faults of a socket in the middle of a reply. The test kit contains Zoom's answers for users named after a failure.

/** Users whose connection misbehaves: what a socket can do to a reply. */
export const SOCKET_FAULTS = {
  "fault-hang": "never answers",
  "fault-delay": "answers after 300 ms",
  "fault-slow-body": "sends its body a byte at a time",
  "fault-cut-headers": "closes the connection before a reply",
  "fault-cut-body": "closes the connection within the body",
  "fault-large": "sends 2 MiB",
};
