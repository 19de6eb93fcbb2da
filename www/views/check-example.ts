/** A document with an issue of each severity. */
export const EXAMPLE = `{
  "id": "NL3cEpSdRc-c2t8aLoZqiw",
  "email": "someone@example.com",
  "extension_number": true,
  "status": "activate",
  "calling_plans": [{ "type": 200 }],
  "policy": {
    "sms": { "enable": "yes", "locked": true, "locked_by": "team" },
    "call_park": { "enable": true, "expiration_period": 12 },
    "voicemail": { "enable": true, "enable": false },
    "policy_of_tomorrow": { "enable": true }
  }
}
`;
