declare module "*.css";
declare module "*.wasm?url" {
  const url: string;
  export default url;
}

/** Names of calling plans by their code (www/vite.config.js). */
declare module "virtual:plan-table" {
  export const PLANS: Record<string, string>;
}

/** The failures that the sample server can be asked for (www/vite.config.js). */
declare module "virtual:failures" {
  export const FAILURES: { id: string; description: string }[];
}
