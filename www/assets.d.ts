declare module "*.css";
declare module "*.wasm?url" {
  const url: string;
  export default url;
}

/** Names of calling plans by their code (www/vite.config.js). */
declare module "virtual:plan-table" {
  export const PLANS: Record<string, string>;
}
