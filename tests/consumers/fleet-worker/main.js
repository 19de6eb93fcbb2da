import { createFleetWorker } from "zoom-phone-profile/worker";

const { body } = await fetch("/export.ndjson");
createFleetWorker()
  .summarizeFleet(body)
  .then(({ profiles }) => `${profiles} profiles`)
  .catch((error) => `failed: ${error.message}`)
  .then((text) => (document.title = text));
