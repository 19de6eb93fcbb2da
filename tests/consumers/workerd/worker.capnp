# What wrangler makes of a project: its modules by name, the wasm among them as a module.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      compatibilityDate = "2026-01-01",
      globalOutbound = "loopback",
      modules = [
        (name = "worker", esModule = embed "worker.js"),
        (name = "given.js", esModule = embed "given.js"),
        (name = "recipe.js", esModule = embed "recipe.js"),
        (name = "zoom-phone-profile/proxy", esModule = embed "../node_modules/zoom-phone-profile/proxy.js"),
        (name = "zoom-phone-profile", esModule = embed "../node_modules/zoom-phone-profile/index.workerd.js"),
        (name = "zoom_phone_profile_bg.wasm", wasm = embed "../node_modules/zoom-phone-profile/zoom_phone_profile_bg.wasm"),
      ],
      bindings = [
        (name = "ZOOM_ACCOUNT_ID", fromEnvironment = "ZOOM_ACCOUNT_ID"),
        (name = "ZOOM_CLIENT_ID", fromEnvironment = "ZOOM_CLIENT_ID"),
        (name = "ZOOM_CLIENT_SECRET", fromEnvironment = "ZOOM_CLIENT_SECRET"),
        (name = "ZOOM_BASE_URL", fromEnvironment = "ZOOM_BASE_URL"),
        (name = "ZOOM_TOKEN_URL", fromEnvironment = "ZOOM_TOKEN_URL"),
        (name = "ZOOM_USER_ID", fromEnvironment = "ZOOM_USER_ID"),
      ],
    )),
    (name = "loopback", network = (allow = ["private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
