import { z } from "zod";
import { configSchema } from "../src/config/config-schema.ts";

/** The JSON Schema of `postern.json`, for editors. */
export async function generate(): Promise<Record<string, string>> {
  const schema = z.toJSONSchema(configSchema, { io: "input", target: "draft-7" });
  return { "postern.schema.json": `${JSON.stringify({ title: "postern.json", ...schema }, undefined, 2)}\n` };
}
