// Policies, fleets and the worker as a dashboard uses them. A line marked as an error must be one.

import {
  type AuditRule,
  auditPolicy,
  type CatalogEntry,
  diffFleets,
  diffPolicy,
  exportFleet,
  type Finding,
  type FleetDrift,
  type FleetDriftSummary,
  type FleetOutlier,
  type FleetSummary,
  getUserProfiles,
  mergeFleetDriftSummaries,
  mergeFleetSummaries,
  type PolicyChange,
  policyCatalog,
  summarizeFleet,
  type UserProfile,
} from "zoom-phone-profile";
import { createFleetWorker } from "zoom-phone-profile/worker";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function assertType<_T extends true>(): void {}

export function policies(before: UserProfile, after: UserProfile): string[] {
  const changes: PolicyChange[] = diffPolicy(before, after).changes;
  assertType<Equal<PolicyChange["weakens"], boolean | null>>();
  assertType<Equal<PolicyChange["kind"], "added" | "removed" | "changed">>();
  assertType<Equal<PolicyChange["before"], unknown>>();

  const rule: AuditRule = {
    id: "no_fax",
    severity: "low",
    title: "Fax",
    why: "…",
    remedy: "…",
    check: ({ policy }) => (policy?.online_fax?.enable ? ["/policy/online_fax/enable"] : []),
  };
  const findings: Finding[] = auditPolicy(after, {
    baseline: { sms: { enable: false }, delegation: false },
    ignore: ["encryption_unavailable"],
    rules: [rule],
  });
  assertType<Equal<Finding["status"], "found" | "cannot_tell">>();
  assertType<Equal<Finding["evidence"], string[]>>();

  const catalog: CatalogEntry[] = policyCatalog();
  // @ts-expect-error a baseline is typed to its last field
  auditPolicy(after, { baseline: { sms: { enable: "yes" } } });
  // @ts-expect-error no such severity
  auditPolicy(after, { rules: [{ ...rule, severity: "critical" }] });
  // @ts-expect-error a rule needs a check
  auditPolicy(after, { rules: [{ id: "x", severity: "low", title: "x", why: "x", remedy: "x" }] });
  // @ts-expect-error two profiles are compared
  diffPolicy(before);
  return [
    ...changes.map(({ text }) => text),
    ...findings.map(({ title }) => title),
    ...catalog.map(({ meaning }) => meaning),
  ];
}

export async function fleets(file: File): Promise<FleetOutlier[]> {
  const worker = createFleetWorker();
  const parts: FleetSummary[] = await Promise.all([
    worker.summarizeFleet(file, { outliers: true }),
    summarizeFleet(getUserProfiles(["a"]), { outliers: true, groupBy: "site" }),
  ]);
  const total = mergeFleetSummaries(...parts);
  assertType<Equal<FleetOutlier["majority"], "on" | "off">>();
  const found: number | undefined = total.findings?.emergency_address_missing?.found;
  const stream: ReadableStream<Uint8Array> = exportFleet(file, "csv");
  worker.exportFleet(stream, "ndjson");
  const drift: FleetDrift = diffFleets(file, stream, { groupBy: "site" });
  for await (const { kind, fields } of drift) {
    assertType<Equal<typeof kind, "added" | "removed" | "changed">>();
    for (const change of fields) if (change.kind === "added") assertType<Equal<typeof change.before, undefined>>();
  }
  const both: FleetDriftSummary = mergeFleetDriftSummaries(
    await drift.summary(),
    await worker.diffFleets([], []).summary(),
  );
  worker.exportFleetDrift(file, [], both.failed > 0 ? "csv" : "ndjson");
  // @ts-expect-error no such format
  exportFleet(file, "xlsx");
  // @ts-expect-error a fleet is asked for outliers by yes or no
  await summarizeFleet(file, { outliers: 5 });
  // @ts-expect-error no such option
  createFleetWorker({ workers: 4 });
  worker.terminate();
  return found === undefined ? [] : (total.outliers ?? []);
}
