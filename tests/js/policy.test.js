// Changes, findings, baselines, labels and the catalog, also for hostile profiles.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import {
  auditPolicy,
  diffPolicy,
  formatPolicySummary,
  isZoomPhoneError,
  parseUserProfile,
  policyCatalog,
  summarizePolicy,
} from "#package";

const sample = JSON.parse(readFileSync(new URL("../fixtures/sample-response.json", import.meta.url), "utf8"));
const withPolicy = (policy) => ({ id: "x", policy });
/** The changes between two policies, as `kind pointer weakens`. */
const changes = (before, after) =>
  diffPolicy(withPolicy(before), withPolicy(after)).changes.map(
    ({ kind, pointer, weakens }) => `${kind} ${pointer} ${weakens}`,
  );
const entryOf = (profile, key) => summarizePolicy(profile).entries.find((entry) => entry.key === key);

test("the same profile has not changed, whatever the order of its keys and its nulls", () => {
  const reversed = (value) => {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries([
      ...Object.entries(value)
        .reverse()
        .map(([key, below]) => [key, reversed(below)]),
      ["a_null", null],
    ]);
  };
  assert.deepEqual(diffPolicy(sample, sample), { changes: [] });
  assert.deepEqual(diffPolicy(sample, reversed(sample)), { changes: [] });
  assert.deepEqual(changes({ sms: { enable: null }, call_park: null }, {}), []);
});

test("a lock counts in any policy, whether Zoom documents it there or not", () => {
  const state = ({ locked, lockedBy, modified, details }) => [
    locked,
    lockedBy,
    modified,
    details.map(({ key }) => key),
  ];
  const lock = { locked: true, locked_by: "site", modified: true };
  for (const { key } of policyCatalog().filter(({ key }) => !key.endsWith("_members"))) {
    const profile = withPolicy({ [key]: { enable: true, ...lock } });
    assert.deepEqual(state(entryOf(profile, key)), [true, "site", true, []], key);
    assert.match(entryOf(profile, key).text, /Locked at site level\. Differs from the inherited setting\.$/, key);
    assert.deepEqual(summarizePolicy(profile).counts, { on: 1, off: 0, unknown: 36, locked: 1, modified: 1 });
  }
  for (const [voicemail, expected] of [
    [{ locked: "yes", locked_by: 5, modified: null }, [null, null, null, []]],
    [{ locked: true, locked_by: "" }, [true, null, null, []]],
    [{ nested: { locked: true } }, [null, null, null, ["nested"]]],
    [true, [null, null, null, []]],
  ]) {
    assert.deepEqual(state(entryOf(withPolicy({ voicemail }), "voicemail")), expected);
  }
  // Of duplicate keys the last counts, as in `JSON.parse`.
  const entries = (json) => summarizePolicy(parseUserProfile(json)).entries.find(({ key }) => key === "voicemail");
  assert.equal(entries('{"policy":{"voicemail":{"l\\u006fcked":true,"locked":false}}}').locked, false);
});

test("unlocking and loosening weaken; locking and restricting do not; what is not known is null", () => {
  const one = (before, after, weakens) => assert.match(changes(before, after).join(), new RegExp(` ${weakens}$`));
  one({ sms: { locked: true } }, { sms: { locked: false } }, true);
  one({ sms: { locked: false } }, { sms: { locked: true } }, false);
  one({ e2e_encryption: { enable: true } }, { e2e_encryption: { enable: false } }, true);
  one({ auto_call_recording: { enable: true } }, { auto_call_recording: { enable: false } }, null);
  // Transferring counts the other way from the others.
  one({ call_transferring: { call_transferring_type: 4 } }, { call_transferring: { call_transferring_type: 1 } }, true);
  one({ call_overflow: { call_overflow_type: 4 } }, { call_overflow: { call_overflow_type: 1 } }, false);
  one(
    { call_handling_forwarding_to_other_users: { call_forwarding_type: 3 } },
    { call_handling_forwarding_to_other_users: { call_forwarding_type: 2 } },
    true,
  );
  one({ call_overflow: { call_overflow_type: 4 } }, { call_overflow: { call_overflow_type: 7 } }, null);
  const beep = (enable) => ({ auto_call_recording: { play_recording_beep_tone: { enable } } });
  one(beep(true), beep(false), true);
});

test("a policy that appears or disappears is one change of knowledge", () => {
  assert.deepEqual(changes({ sms: { enable: true, locked: true } }, { call_park: { enable: true } }), [
    "added /policy/call_park null",
    "removed /policy/sms null",
  ]);
  const [{ before, after, path }] = diffPolicy({ id: "x" }, withPolicy({ sms: { enable: true } })).changes;
  assert.deepEqual([before, after, path], [undefined, { enable: true }, ["policy", "sms"]]);
});

test("both shapes of a boolean policy are compared by their state", () => {
  assert.deepEqual(
    changes({ delegation: true }, { delegation: { enable: true, locked: true, locked_by: "site", modified: false } }),
    [],
  );
  assert.deepEqual(changes({ delegation: { enable: true } }, { delegation: false }), [
    "changed /policy/delegation false",
  ]);
  assert.deepEqual(changes({ delegation: false }, { delegation: { enable: true } }), [
    "changed /policy/delegation/enable true",
  ]);
});

test("members are a set by their ids", () => {
  const [a, b, c] = [{ access_user_id: "a", allow_delete: false }, { access_user_id: "b" }, { shared_id: "c" }];
  const members = (...list) => ({ voicemail_access_members: list });
  assert.deepEqual(changes(members(a, b, c), members(c, { access_user_id: "a" }, b, b)), []);
  assert.deepEqual(changes(members(a, b), members(c, { ...a, allow_delete: true })), [
    "changed /policy/voicemail_access_members/1/allow_delete true",
    "removed /policy/voicemail_access_members/1 false",
    "added /policy/voicemail_access_members/0 true",
  ]);
  assert.deepEqual(
    changes(
      { sms: { international_sms_countries: ["US", "DE"] } },
      { sms: { international_sms_countries: ["DE", "US", "US"] } },
    ),
    [],
  );
});

test("unknown policies come last, by name, compared by structure", () => {
  assert.deepEqual(
    changes(
      { zz: { b: [1, { c: 2 }], a: 1 }, "a/b~": true, sms: { enable: true } },
      { sms: { enable: false }, "a/b~": false, zz: { a: 2, b: [1, { c: 2 }] } },
    ),
    ["changed /policy/sms/enable false", "changed /policy/a~1b~0 null", "changed /policy/zz/a null"],
  );
});

test("an audit finds, ignores by id, and refuses an id that no rule has", () => {
  const profile = withPolicy({ emergency_calls_to_psap: false });
  const ids = auditPolicy(profile).map(({ id }) => id);
  assert.ok(ids.includes("emergency_calls_not_public"));
  assert.deepEqual(auditPolicy(profile, { ignore: ids }), []);
  assert.throws(
    () => auditPolicy(profile, { ignore: ["emergency_calls_not_publik"] }),
    (error) => isZoomPhoneError(error) && /emergency_calls_not_public/.test(error.hint),
  );
  assert.throws(() => auditPolicy(profile, { ignored: [] }), /`ignored`/);
  for (const finding of [...auditPolicy(sample), ...auditPolicy({ id: "x" })]) {
    assert.ok(finding.evidence.length > 0 && finding.evidence.every((pointer) => pointer.startsWith("/")), finding.id);
    assert.ok(finding.title && finding.why && finding.remedy);
  }
});

test("a baseline reports drift: found on what is known, and more severe where more is permitted", () => {
  const baseline = {
    sms: { enable: false, allow_copy: false, locked: true },
    delegation: { enable: false },
    call_park: { enable: true },
    voicemail_access_members: [],
  };
  const profile = withPolicy({
    sms: { enable: true, locked: true, allow_paste: true },
    delegation: true,
    voicemail_access_members: [{ access_user_id: "a" }, { access_user_id: "b" }],
  });
  const drift = auditPolicy(profile, { baseline }).filter(({ id }) => id.startsWith("baseline."));
  assert.deepEqual(
    drift.map(({ id, status, severity, evidence }) => [id, status, severity, evidence.join(" ")]),
    [
      ["baseline.call_park.enable", "cannot_tell", "low", "/policy/call_park/enable"],
      ["baseline.delegation.enable", "found", "medium", "/policy/delegation"],
      ["baseline.sms.enable", "found", "medium", "/policy/sms/enable"],
      ["baseline.sms.allow_copy", "cannot_tell", "low", "/policy/sms/allow_copy"],
      [
        "baseline.voicemail_access_members",
        "found",
        "medium",
        "/policy/voicemail_access_members/0 /policy/voicemail_access_members/1",
      ],
    ],
  );
  assert.ok(
    !auditPolicy(profile, { baseline, ignore: ["baseline.sms.enable"] }).some(({ id }) => id === "baseline.sms.enable"),
  );
  assert.deepEqual(
    auditPolicy(sample, { baseline: sample.policy }).filter(({ id }) => id.startsWith("baseline.")),
    [],
  );
  assert.throws(() => auditPolicy(profile, { baseline: { policy: {} } }), /not a profile/);
  assert.throws(() => auditPolicy(profile, { baseline: null }), /`baseline` is null/);
});

test("a departure carries what the baseline requires and what the profile says, if it does", () => {
  const baseline = {
    sms: { enable: false, allow_copy: false },
    voicemail_access_members: [{ access_user_id: "anna" }],
  };
  const profile = withPolicy({ sms: { enable: true }, voicemail_access_members: [{ access_user_id: "bob" }] });
  const drift = auditPolicy(profile, { baseline }).filter(({ id }) => id.startsWith("baseline."));
  assert.deepEqual(
    drift.map(({ status, title, expected, actual }) => [status, title, expected, actual]),
    [
      ["found", "SMS is on; the baseline requires off", false, true],
      ["cannot_tell", "SMS, May copy messages: unknown; the baseline requires no", false, undefined],
      [
        "found",
        "Access to voicemail: not as the baseline requires",
        [{ access_user_id: "anna" }],
        [{ access_user_id: "bob" }],
      ],
    ],
  );
  assert.ok(!Object.hasOwn(drift[1], "actual"));
  assert.equal(drift[2].why, "Missing: anna. Extra: bob.");
  for (const finding of auditPolicy(profile))
    assert.ok(!Object.hasOwn(finding, "expected") && !Object.hasOwn(finding, "actual"));
});

test("a baseline that nothing could match is refused, with the field meant or what to pass", () => {
  const refused = (baseline, message, hint) =>
    assert.throws(
      () => auditPolicy(sample, { baseline }),
      (error) => {
        assert.ok(isZoomPhoneError(error) && error.code === "invalid_argument");
        assert.match(error.message, message);
        assert.match(error.hint, hint);
        return true;
      },
    );
  refused({ sms: { enabled: false } }, /`sms\.enabled`/, /`enable`/);
  refused({ smss: { enable: false } }, /`smss`/, /`sms`/);
  refused({ SMS: { enable: false } }, /`SMS`/, /`sms`/);
  refused(
    { sms: { enable: true }, policy_of_tomorrow: true },
    /`policy_of_tomorrow`/,
    /ad_hoc_call_recording, .*online_fax/,
  );
  refused({ "sms.enable": false }, /`sms\.enable`/, /fields there are/);
  refused({ delegation: { lock: true } }, /`delegation\.lock`/, /`locked`/);
  refused(
    { auto_call_recording: { play_recording_beep_tone: { enabel: true } } },
    /`auto_call_recording\.play_recording_beep_tone\.enabel`/,
    /`enable`/,
  );
  refused(
    { voicemail_access_members: [{ access_user_id: "a" }, { allow_deletion: true }] },
    /`voicemail_access_members\[\]\.allow_deletion`/,
    /`allow_delete`/,
  );
  refused(JSON.parse('{"__proto__":{"enable":true}}'), /`__proto__`/, /fields there are/);
  refused({ sms: { enable: "no" } }, /policy\.sms\.enable/, /Pass true or false as `sms\.enable`/);
  refused({ sms: false }, /policy\.sms/, /Pass `\{ enable: false \}` as `sms`/);
  refused({ voicemail_access_members: {} }, /voicemail_access_members/, /Pass an array as `voicemail_access_members`/);
  refused({ sms: { enable: null } }, /policy\.sms\.enable` is null/, /sms: \{ enable: false \}/);
  refused([], /policy/, /sms: \{ enable: false \}/);
  refused("sms", /policy/, /sms: \{ enable: false \}/);
  assert.ok(
    Array.isArray(
      auditPolicy(sample, { baseline: { delegation: false, international_calling: { enable: true, locked: true } } }),
    ),
  );
});

test("only what a finding can have as its ID can be ignored", () => {
  const rule = { id: "my-rule", severity: "low", title: "t", why: "w", remedy: "r", check: () => true };
  const ids = auditPolicy(sample, {
    rules: [rule],
    ignore: [
      "my-rule",
      "baseline.sms.enable",
      "baseline.sms",
      "baseline.voicemail_access_members",
      "encryption_unavailable",
    ],
  }).map(({ id }) => id);
  assert.ok(!ids.includes("my-rule") && !ids.includes("encryption_unavailable"));
  for (const [id, meant] of [
    ["baseline.sms.enabled", /`baseline\.sms\.enable`/],
    ["baseline.smss", /`baseline\.sms`/],
    ["baseline.", /`baseline\.sms`/],
    ["baseline.policy_of_tomorrow", /`baseline\.|the `id` of a finding/],
    ["baseline.voicemail_access_members.0", /`baseline\.voicemail_access_members`/],
    ["my-rul", /`my-rule`/],
    ["x".repeat(1 << 20), /the `id` of a finding/],
  ]) {
    assert.throws(
      () => auditPolicy(sample, { ignore: [id], rules: [rule] }),
      (error) => isZoomPhoneError(error) && error.code === "invalid_argument" && meant.test(error.hint),
      id.slice(0, 50),
    );
  }
});

test("found is only what follows from the profile", () => {
  const status = (profile, id) => auditPolicy(profile).find((finding) => finding.id === id)?.status;
  assert.equal(status(withPolicy({ international_calling: true }), "international_calling_open"), "cannot_tell");
  assert.equal(
    status(
      withPolicy({
        auto_call_recording: {
          enable: true,
          recording_calls: "inbound",
          inbound_audio_notification: { recording_start_prompt: false },
        },
      }),
      "recording_without_notice",
    ),
    "cannot_tell",
  );
  assert.equal(
    status(
      withPolicy({ auto_call_recording_access_members: [{ allow_delete: {}, allow_download: true }] }),
      "recordings_shared_with_deletion",
    ),
    "cannot_tell",
  );
  for (const row of [
    { id: "x" },
    { id: "x", email: "a@b.c", status: "activate", site: { id: "s", name: "n" }, phone_numbers: [] },
  ])
    assert.equal(status(row, "emergency_address_missing"), "cannot_tell");
  assert.equal(status(withPolicy({}), "emergency_address_missing"), "found");
});

test("rules of one's own are told apart by their verdicts, and one that fails does not hide the others", () => {
  const rule = (id, check) => ({ id, severity: "low", title: "t", why: "w", remedy: "r", check });
  const verdicts = {
    pointers: () => ["/department"],
    yes: () => true,
    open: () => ({ status: "cannot_tell", evidence: ["/site_id"] }),
    none: () => undefined,
    nothing: () => [],
    throwing: ({ policy }) => policy.no.such,
    promise: async () => true,
  };
  const findings = auditPolicy(
    { id: "x", policy: {} },
    { rules: Object.entries(verdicts).map(([id, check]) => rule(id, check)) },
  );
  const own = findings
    .filter(({ id }) => Object.hasOwn(verdicts, id))
    .map(({ id, status, evidence }) => `${id} ${status} ${evidence}`);
  assert.deepEqual(own, [
    "pointers found /department",
    "yes found /policy",
    "open cannot_tell /site_id",
    "throwing cannot_tell /policy",
    "promise cannot_tell /policy",
  ]);
  assert.match(findings.find(({ id }) => id === "throwing").why, /`throwing` failed: TypeError/);
  assert.throws(
    () => auditPolicy({ id: "x" }, { rules: [{ ...rule("a", () => true), severity: "severe" }] }),
    /`rules\[0\]`.*severity/,
  );
  assert.throws(() => auditPolicy({ id: "x" }, { rules: [rule("encryption_unavailable", () => true)] }), /taken/);
});

test("the catalog lists what a summary lists", () => {
  const catalog = policyCatalog();
  assert.deepEqual(
    catalog.map(({ key, label, category }) => [key, label, category]),
    summarizePolicy({ id: "x" }).entries.map(({ key, label, category }) => [key, label, category]),
  );
  const entry = (key) => catalog.find((candidate) => candidate.key === key);
  assert.equal(entry("forwarding_to_external_numbers").deprecatedBy, "call_handling_forwarding_to_other_users");
  assert.equal(entry("online_fax").since, "2026-07");
  assert.deepEqual(
    [entry("sms").permissive, entry("e2e_encryption").permissive, entry("auto_call_recording").permissive],
    ["on", "off", null],
  );
  assert.deepEqual(
    entry("call_transferring").details[0].values.map(({ value, text }) => `${value} ${text.split(":")[0]}`),
    ["1 no restriction", "2 medium restriction", "3 high restriction", "4 low restriction"],
  );
  for (const { meaning, on, off } of catalog) assert.ok(meaning && on && off);
});

test("labels replace any text, and only for the call that has them", () => {
  const profile = withPolicy({ sms: { enable: true, allow_copy: true, locked: true, locked_by: "site" } });
  const labels = {
    sms: "Nachrichten",
    "sms.on": "Darf schreiben",
    "detail.allow_copy": "Kopieren",
    "word.site": "Standort",
    "text.locked_at": "Gesperrt: {level}.",
    "state.on": "an",
  };
  const sms = summarizePolicy(profile, { labels }).entries.find(({ key }) => key === "sms");
  assert.deepEqual(
    [sms.label, sms.text, sms.details[0].label],
    ["Nachrichten", "Darf schreiben. Gesperrt: Standort.", "Kopieren"],
  );
  assert.match(formatPolicySummary(profile, "text", { labels }), /Nachrichten +an /);
  assert.equal(entryOf(profile, "sms").label, "SMS");
  assert.throws(() => summarizePolicy(profile, { labels: { sms: 1 } }), /"sms"/);
});

test("what JSON cannot carry, odd types and empty words count as absent", () => {
  const odd = withPolicy({
    sms: new Map(),
    voicemail: { enable: true, allow_delete: new Date(), allow_download: () => true },
    auto_call_recording: { enable: true, recording_calls: "" },
    zoom_phone_on_desktop: { locked: false, locked_by: "invalid" },
    call_park: { locked_by: "" },
    tomorrow: undefined,
  });
  const summary = summarizePolicy(odd);
  const { on, off, unknown } = summary.counts;
  assert.equal(on + off + unknown, summary.entries.length);
  assert.deepEqual(
    [entryOf(odd, "sms").state, entryOf(odd, "voicemail").state, entryOf(odd, "voicemail").details],
    ["unknown", "on", []],
  );
  assert.equal(entryOf(odd, "call_park").lockedBy, null);
  assert.match(entryOf(odd, "zoom_phone_on_desktop").text, /Not locked/);
  assert.deepEqual(diffPolicy(odd, odd).changes, []);
  assert.throws(() => diffPolicy(odd, "x"), /after.*not an object/);
});

test("no translation leaves a text in English", () => {
  const folder = new URL(".", import.meta.resolve("#package/i18n/en.json"));
  const read = (file) => JSON.parse(readFileSync(new URL(file, folder), "utf8"));
  const en = read("en.json");
  assert.deepEqual(summarizePolicy(sample, { labels: en }), summarizePolicy(sample));
  const files = readdirSync(folder).filter((file) => file !== "en.json");
  assert.ok(files.includes("de.json"));
  for (const file of files) {
    const labels = read(file);
    assert.deepEqual(Object.keys(labels).sort(), Object.keys(en).sort(), file);
    const translated =
      formatPolicySummary(sample, "text", { labels }) +
      JSON.stringify(auditPolicy(sample, { labels }).map(({ title, why, remedy }) => [title, why, remedy])) +
      JSON.stringify(policyCatalog({ labels }).map(({ label, meaning }) => [label, meaning]));
    assert.doesNotMatch(translated, /\b(the|not|may|calls|of|locked|unknown|level|yes|and)\b/i, file);
  }
});
