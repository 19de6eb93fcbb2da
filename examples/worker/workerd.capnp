# The Worker on your machine: `npm run example:worker`. The bundle is made by scripts/example.js.

using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "worker", worker = .worker),
    # The embedded Zoom server is on loopback, which Workers do not reach by default.
    (name = "internet", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "worker")],
);

const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "../../target/examples/worker.js")],
  compatibilityDate = "2026-11-01",
  bindings = [
    (name = "ZOOM_ACCOUNT_ID", fromEnvironment = "ZOOM_ACCOUNT_ID"),
    (name = "ZOOM_CLIENT_ID", fromEnvironment = "ZOOM_CLIENT_ID"),
    (name = "ZOOM_CLIENT_SECRET", fromEnvironment = "ZOOM_CLIENT_SECRET"),
    (name = "ZOOM_TOKEN_URL", fromEnvironment = "ZOOM_TOKEN_URL"),
    (name = "ZOOM_USER_ID", fromEnvironment = "ZOOM_USER_ID"),
    (name = "PAGE_ORIGIN", fromEnvironment = "PAGE_ORIGIN"),
  ],
);
