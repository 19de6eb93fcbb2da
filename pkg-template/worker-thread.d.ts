/**
 * What a fleet worker runs. To import it within a worker is all that there is to do.
 *
 * @module zoom-phone-profile/worker-thread
 */

export {};
