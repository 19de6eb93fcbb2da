# What wrangler makes of a project: its modules by name, the wasm among them as a module.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      compatibilityDate = "2026-01-01",
      globalOutbound = "loopback",
      modules = [
        (name = "worker", esModule = embed "worker.js"),
        (name = "zoom-phone-profile", esModule = embed "../node_modules/zoom-phone-profile/index.workerd.js"),
        (name = "wasm-static.js", esModule = embed "../node_modules/zoom-phone-profile/wasm-static.js"),
        (name = "zoom_phone_profile_bg.wasm", wasm = embed "../node_modules/zoom-phone-profile/zoom_phone_profile_bg.wasm"),
      ],
    )),
    (name = "loopback", network = (allow = ["private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
