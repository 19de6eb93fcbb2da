// What examples of the documentation take for given. `tests/js/docs.test.js` has the values.

import type * as main from "zoom-phone-profile";
import type * as proxy from "zoom-phone-profile/proxy";
import type * as testing from "zoom-phone-profile/testing";
import type * as workers from "zoom-phone-profile/worker";

declare global {
  // The example of a function need not import it.
  const auditPolicy: typeof main.auditPolicy;
  const auditRules: typeof main.auditRules;
  const buildUserProfile: typeof testing.buildUserProfile;
  const createClient: typeof main.createClient;
  const createFleetWorker: typeof workers.createFleetWorker;
  const createProxy: typeof proxy.createProxy;
  const createSharedLimiter: typeof main.createSharedLimiter;
  const createZoomFetch: typeof testing.createZoomFetch;
  const diffFleets: typeof main.diffFleets;
  const diffPolicy: typeof main.diffPolicy;
  const exportFleetDrift: typeof main.exportFleetDrift;
  const exportFleet: typeof main.exportFleet;
  const formatPolicySummary: typeof main.formatPolicySummary;
  const getUserProfile: typeof main.getUserProfile;
  const getUserProfileWithResponse: typeof main.getUserProfileWithResponse;
  const getUserProfiles: typeof main.getUserProfiles;
  const idsOf: typeof main.idsOf;
  const init: typeof main.init;
  const isUserProfile: typeof main.isUserProfile;
  const isZoomPhoneError: typeof main.isZoomPhoneError;
  const listPhoneUsers: typeof main.listPhoneUsers;
  const mergeFleetDriftSummaries: typeof main.mergeFleetDriftSummaries;
  const mergeFleetSummaries: typeof main.mergeFleetSummaries;
  const parseUserProfile: typeof main.parseUserProfile;
  const policyCatalog: typeof main.policyCatalog;
  const summarizeFleet: typeof main.summarizeFleet;
  const summarizePolicy: typeof main.summarizePolicy;
  const userProfileSchema: typeof main.userProfileSchema;
  const validateUserProfile: typeof main.validateUserProfile;

  // Values of the reader's own.
  const accountId: string;
  const clientId: string;
  const clientSecret: string;
  const token: string;
  const ids: string[];
  const userIds: string[];
  const text: string;
  const profile: main.UserProfile;
  const profiles: main.UserProfile[];
  const yesterday: main.UserProfile;
  const today: main.UserProfile;
  const file: File;
  const earlierFile: File;
  const download: WritableStream<Uint8Array>;
  /** Clients of stores: Redis, its locks, and the bindings of a Worker. */
  const redis: {
    get(key: string): Promise<string | null>;
    set(key: string, value: string, o: object): Promise<unknown>;
  };
  const redlock: { using(keys: string[], ms: number, work: () => Promise<void>): Promise<unknown> };
  const env: {
    KV: { get(key: string): Promise<string | null>; put(key: string, value: string, o: object): Promise<void> };
    ZOOM_TOKEN: { getByName(name: string): Required<proxy.TokenStore> };
  };
  function show(count: number): void;
  /** Who has sent a request, if anybody is signed in. */
  function signedIn(request: Request): Promise<{ zoomUserId: string; isAdmin: boolean } | undefined>;
}
