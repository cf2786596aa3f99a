import { describe, expect, it } from "vitest";
import { CLIENTS, connect, connectHttp, type Connection, HOSTS, type Person } from "./support/connections.ts";
import { useRuntime } from "./support/setup.ts";

const { runtime } = useRuntime();

const PAIRS: readonly (readonly [string, (person?: Person) => Promise<Connection>])[] = [
  ...Object.keys(HOSTS).flatMap((host) =>
    Object.keys(CLIENTS).map(
      (client) => [`${host}, client ${client}`, (person?: Person) => connect(runtime, [host, client], person)] as const,
    ),
  ),
  [
    "createPosternServer over HTTP, client 2.x auto",
    (person) => connectHttp(runtime, "auto", person === undefined ? {} : { person }),
  ],
];
const TWO_QUESTIONS =
  "const first = await tracker.move(); const second = await tracker.move(); return [first.moved, second.moved]";

describe.each(PAIRS)("%s", (_name, open) => {
  it("asks the person what an upstream asks, and goes on with the answer", async () => {
    const asked: string[] = [];
    await using connection = await open((message) => {
      asked.push(message);
      return { action: "accept", content: { column: `Done ${asked.length}` } };
    });
    const answer = await connection.call("execute", { code: TWO_QUESTIONS });
    expect(answer.structuredContent).toMatchObject({ status: "completed", value: ["Done 1", "Done 2"] });
    expect(asked).toEqual(["tracker.move asks: To which column?", "tracker.move asks: To which column?"]);
  });

  it("tells the upstream that nobody answers where the client cannot ask", async () => {
    await using connection = await open();
    const answer = await connection.call("execute", { code: "return (await tracker.move()).moved" });
    expect(answer.structuredContent).toMatchObject({ value: "nobody to ask" });
  });
});

it("asks several questions of one moment together, and for calls without a script too", async () => {
  const asked: string[] = [];
  const person: Person = (message) => {
    asked.push(message);
    return { action: "accept", content: { column: "Done" } };
  };
  await using connection = await connectHttp(runtime, "auto", { person });
  const code = "return (await Promise.all([tracker.move(), tracker.move(), tracker.move()])).map(({ moved }) => moved)";
  expect((await connection.call("execute", { code })).structuredContent).toMatchObject({
    value: ["Done", "Done", "Done"],
  });
  const expose = ({ namespaces }: typeof runtime.catalog) => ({
    codeTools: false,
    directTools: namespaces.flatMap(({ tools }) => tools),
  });
  await using direct = await connectHttp(runtime, "auto", { person, expose });
  expect((await direct.call("tracker_move", {})).structuredContent).toEqual({ moved: "Done" });
  expect(asked).toHaveLength(4);
});
