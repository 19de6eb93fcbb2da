# The Worker on your machine, twice: two isolates and one Durable Object. The tests make the bundle.

using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "first", worker = .worker),
    (name = "second", worker = .other),
    # The embedded Zoom server is on loopback, which Workers do not reach by default.
    (name = "internet", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [
    (name = "http", address = "127.0.0.1:0", http = (), service = "first"),
    (name = "other", address = "127.0.0.1:0", http = (), service = "second"),
  ],
);

const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "../../../target/examples/proxy/worker.js")],
  compatibilityDate = "2026-11-01",
  durableObjectNamespaces = [(className = "ZoomToken", uniqueKey = "zoom-token", enableSql = true)],
  durableObjectStorage = (inMemory = void),
  bindings = [
    (name = "ZOOM_TOKEN", durableObjectNamespace = "ZoomToken"),
    (name = "ZOOM_ACCOUNT_ID", fromEnvironment = "ZOOM_ACCOUNT_ID"),
    (name = "ZOOM_CLIENT_ID", fromEnvironment = "ZOOM_CLIENT_ID"),
    (name = "ZOOM_CLIENT_SECRET", fromEnvironment = "ZOOM_CLIENT_SECRET"),
    (name = "ZOOM_TOKEN_URL", fromEnvironment = "ZOOM_TOKEN_URL"),
    (name = "ZOOM_USER_ID", fromEnvironment = "ZOOM_USER_ID"),
  ],
);

const other :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "../../../target/examples/proxy/worker.js")],
  compatibilityDate = "2026-11-01",
  bindings = [
    (name = "ZOOM_TOKEN", durableObjectNamespace = (className = "ZoomToken", serviceName = "first")),
    (name = "ZOOM_ACCOUNT_ID", fromEnvironment = "ZOOM_ACCOUNT_ID"),
    (name = "ZOOM_CLIENT_ID", fromEnvironment = "ZOOM_CLIENT_ID"),
    (name = "ZOOM_CLIENT_SECRET", fromEnvironment = "ZOOM_CLIENT_SECRET"),
    (name = "ZOOM_TOKEN_URL", fromEnvironment = "ZOOM_TOKEN_URL"),
    (name = "ZOOM_USER_ID", fromEnvironment = "ZOOM_USER_ID"),
  ],
);
