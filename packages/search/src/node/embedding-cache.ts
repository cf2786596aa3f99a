import { createHash, randomUUID } from "node:crypto";
import { appendFile, mkdir, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { EmbeddingCache } from "../hybrid/embedder.ts";

const HASH_BYTES = 32;
const HEAD_BYTES = HASH_BYTES + 4;
const MAX_DIMENSIONS = 65_536;
const SUFFIX = ".vectors";

interface Place {
  readonly file: string;
  readonly offset: number;
  readonly dimensions: number;
}

/**
 * A cache in a folder, by the SHA-256 of model and text; the texts themselves are not written. Every process appends to a
 * file of its own and reads all of them, so several may share a folder. A record cut short by a crash is passed over.
 */
export function createEmbeddingFileCache(folder: string): EmbeddingCache {
  let places: Promise<Map<string, Place>> | undefined;
  const own = join(folder, `${randomUUID()}${SUFFIX}`);
  let ownLength = 0;
  let writing: Promise<void> = Promise.resolve();

  async function append(keys: readonly string[], vectors: readonly Float32Array[]): Promise<void> {
    const known = await (places ??= readPlaces(folder));
    await mkdir(folder, { recursive: true });
    const records = vectors.map((vector, position) => record(keys[position] ?? "", vector));
    await appendFile(own, Buffer.concat(records));
    vectors.forEach((vector, position) => {
      known.set(keys[position] ?? "", { file: own, offset: ownLength + HEAD_BYTES, dimensions: vector.length });
      ownLength += HEAD_BYTES + vector.length * 4;
    });
  }

  return {
    async get(model, texts) {
      const known = await (places ??= readPlaces(folder));
      return readVectorsAt(texts.map((text) => known.get(keyOf(model, text))));
    },
    async set(model, texts, vectors) {
      const keys = texts.map((text) => keyOf(model, text));
      const written = writing.then(() => append(keys, vectors));
      writing = written.catch(() => undefined);
      await written;
    },
  };
}

function keyOf(model: string, text: string): string {
  return createHash("sha256").update(`${model}\0${text}`).digest("hex");
}

/** Hash, number of dimensions, and the vector, as little-endian numbers. */
function record(key: string, vector: Float32Array): Buffer {
  const bytes = Buffer.alloc(HEAD_BYTES + vector.length * 4);
  bytes.write(key, "hex");
  bytes.writeUInt32LE(vector.length, HASH_BYTES);
  vector.forEach((value, position) => bytes.writeFloatLE(value, HEAD_BYTES + position * 4));
  return bytes;
}

async function readPlaces(folder: string): Promise<Map<string, Place>> {
  await mkdir(folder, { recursive: true });
  const places = new Map<string, Place>();
  const names = (await readdir(folder)).filter((name) => name.endsWith(SUFFIX)).toSorted();
  for (const name of names) {
    await readFilePlaces(join(folder, name), places);
  }
  return places;
}

async function readFilePlaces(file: string, places: Map<string, Place>): Promise<void> {
  await using handle = await open(file);
  const { size } = await handle.stat();
  const head = Buffer.alloc(HEAD_BYTES);
  let offset = 0;
  while (offset + HEAD_BYTES <= size) {
    await handle.read(head, 0, HEAD_BYTES, offset);
    const dimensions = head.readUInt32LE(HASH_BYTES);
    const end = offset + HEAD_BYTES + dimensions * 4;
    if (dimensions === 0 || dimensions > MAX_DIMENSIONS || end > size) {
      return;
    }
    places.set(head.toString("hex", 0, HASH_BYTES), { file, offset: offset + HEAD_BYTES, dimensions });
    offset = end;
  }
}

async function readVectorsAt(places: readonly (Place | undefined)[]): Promise<(Float32Array | undefined)[]> {
  const vectors: (Float32Array | undefined)[] = places.map(() => undefined);
  const files = Map.groupBy(places.keys(), (position) => places[position]?.file);
  for (const [file, positions] of files) {
    if (file !== undefined) {
      await using handle = await open(file);
      for (const position of positions) {
        const place = places[position];
        vectors[position] = place === undefined ? undefined : await readVector(handle, place);
      }
    }
  }
  return vectors;
}

async function readVector(handle: Awaited<ReturnType<typeof open>>, place: Place): Promise<Float32Array> {
  const bytes = Buffer.alloc(place.dimensions * 4);
  await handle.read(bytes, 0, bytes.length, place.offset);
  return Float32Array.from({ length: place.dimensions }, (_, position) => bytes.readFloatLE(position * 4));
}
