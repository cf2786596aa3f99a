import { type ConformanceCase, returns } from "../case.ts";

/** Cases over bytes: `Uint8Array` and `ArrayBuffer` cross, at any depth, both ways. */
export const BYTES_CASES: readonly ConformanceCase[] = [
  {
    id: "bytes.return",
    title: "returns a Uint8Array as bytes",
    script: "return new Uint8Array([0, 1, 127, 128, 255]);",
    expect: returns(Uint8Array.of(0, 1, 127, 128, 255)),
  },
  {
    id: "bytes.return-empty",
    title: "returns no bytes as no bytes",
    script: "return new Uint8Array(0);",
    expect: returns(new Uint8Array(0)),
  },
  {
    id: "bytes.return-buffer",
    title: "returns an ArrayBuffer as bytes",
    script: "return new Uint8Array([7, 8]).buffer;",
    expect: returns(Uint8Array.of(7, 8)),
  },
  {
    id: "bytes.return-view",
    title: "returns only the part that a Uint8Array shows of its buffer",
    script: "return new Uint8Array(new Uint8Array([1, 2, 3, 4]).buffer, 1, 2);",
    expect: returns(Uint8Array.of(2, 3)),
  },
  {
    id: "bytes.return-nested",
    title: "returns bytes anywhere in a value",
    script: "return { a: [new Uint8Array([1])], b: { c: new Uint8Array([2, 3]) } };",
    expect: returns({ a: [Uint8Array.of(1)], b: { c: Uint8Array.of(2, 3) } }),
  },
  {
    id: "bytes.all",
    title: "returns every byte value",
    script: "return Uint8Array.from({ length: 256 }, (_, i) => i);",
    expect: returns(Uint8Array.from({ length: 256 }, (_, index) => index)),
  },
  {
    id: "bytes.argument",
    title: "passes bytes to a call",
    script: "return await tools.size({ data: new Uint8Array(1000) });",
    expect: returns(1000),
  },
  {
    id: "bytes.result",
    title: "answers a call with bytes",
    script: `const data = await tools.bytes({ size: 300 });
return [data instanceof Uint8Array, data.length, data[255], data[256], data[299]];`,
    expect: returns([true, 300, 255, 0, 43]),
  },
  {
    id: "bytes.round-trip",
    title: "passes bytes through a call and back unchanged",
    script: "return await tools.echo({ data: Uint8Array.from([9, 0, 255]) });",
    expect: returns({ data: Uint8Array.of(9, 0, 255) }),
  },
  {
    id: "bytes.look-alike",
    title: "leaves data that looks like an encoding of bytes alone",
    script:
      'return [{ $bytes: "AAEC" }, { type: "Buffer", data: [1] }, { __bytes__: "AA==" }, { $type: "bytes", base64: "AA==" }, "data:;base64,AA==", { "@b": "AAEC" }, { "@@b": 1 }];',
    expect: returns([
      { $bytes: "AAEC" },
      { type: "Buffer", data: [1] },
      { __bytes__: "AA==" },
      { $type: "bytes", base64: "AA==" },
      "data:;base64,AA==",
      { "@b": "AAEC" },
      { "@@b": 1 },
    ]),
  },
  {
    id: "bytes.megabyte",
    title: "passes a megabyte of bytes both ways",
    script: `const data = new Uint8Array(1048576).fill(7);
const back = await tools.echo({ data });
return [back.data.length, back.data[0], back.data[1048575]];`,
    expect: returns([1048576, 7, 7]),
  },
];
