// zoom-phone-profile/worker-thread: what a fleet worker runs. To import it within a worker is all that there is to do.

export {};
