import { frequencyTable } from "../frequency-codes.ts";
import type { InvertedIndex } from "../inverted-index.ts";
import type { RankingParameters } from "../parameters.ts";
import type { Alternative } from "./alternatives.ts";
import type { PlannedWord, QueryPlan } from "./plan-query.ts";

/** Working memory for one query at a time: a number for each document, kept from query to query. */
export interface ScoreMemory {
  totals: Float32Array;
  frequencies: Float32Array;
  touched: Uint32Array;
  parts: Float32Array[];
}

/** Memory that grows as needed. */
export function createScoreMemory(): ScoreMemory {
  return { totals: new Float32Array(0), frequencies: new Float32Array(0), touched: new Uint32Array(0), parts: [] };
}

interface ScoreContext {
  readonly index: InvertedIndex;
  readonly parameters: RankingParameters;
  readonly memory: ScoreMemory;
}

/** Scores every document for a plan; 0 is no match. The answer is overwritten by the next call. */
export function scoreDocuments(plan: QueryPlan, context: ScoreContext): Float32Array {
  const { memory, index } = context;
  reserve(memory, index.documents.length, plan.partCount);
  const parts = memory.parts.slice(0, plan.partCount);
  for (const word of plan.words) {
    addWord(
      word,
      parts.filter((_, part) => (word.parts & (1 << part)) !== 0),
      context,
    );
  }
  if (parts.length > 0) {
    addParts(parts, context);
  }
  return memory.totals;
}

function reserve(memory: ScoreMemory, documentCount: number, partCount: number): void {
  if (memory.totals.length < documentCount) {
    const length = Math.ceil(documentCount * 1.25);
    memory.totals = new Float32Array(length);
    memory.frequencies = new Float32Array(length);
    memory.touched = new Uint32Array(length);
    memory.parts = [];
  }
  memory.totals.fill(0);
  for (let part = 0; part < partCount; part += 1) {
    memory.parts[part]?.fill(0);
    memory.parts[part] ??= new Float32Array(memory.totals.length);
  }
}

/** BM25 over the sum of the alternatives' frequencies. How rare they are together is how much they tell. */
function addWord(word: PlannedWord, parts: readonly Float32Array[], context: ScoreContext): void {
  const [only] = word.alternatives;
  if (only !== undefined && word.alternatives.length === 1) {
    addSingle(only, { ...context, parts, weight: word.weight });
    return;
  }
  const { index, parameters, memory } = context;
  const { totals, frequencies, touched } = memory;
  const count = collect(word, index, memory);
  const full = word.weight * rarity(count, index.size);
  for (let position = 0; position < count; position += 1) {
    const document = touched[position] ?? 0;
    const frequency = frequencies[document] ?? 0;
    frequencies[document] = 0;
    const score = (full * frequency) / (parameters.saturation + frequency);
    totals[document] = (totals[document] ?? 0) + score;
    for (const part of parts) {
      part[document] = (part[document] ?? 0) + score;
    }
  }
}

/** The same for one alternative: there are only as many scores as codes of frequencies. */
function addSingle(
  { term, weight: share }: Alternative,
  { index, parameters, memory, parts, weight }: ScoreContext & { parts: readonly Float32Array[]; weight: number },
): void {
  const { entries, length } = index.lists.get(term);
  const full = weight * rarity(length, index.size);
  const scores = frequencyTable().map((frequency) => {
    const counted = share * frequency;
    return (full * counted) / (parameters.saturation + counted);
  });
  for (const target of [memory.totals, ...parts]) {
    for (let position = 0; position < length; position += 1) {
      const entry = entries[position] ?? 0;
      const document = entry >>> 8;
      target[document] = (target[document] ?? 0) + (scores[entry & 255] ?? 0);
    }
  }
}

/** BM25's inverse document frequency, in the form that is never negative. */
function rarity(count: number, size: number): number {
  return Math.log(1 + (size - count + 0.5) / (count + 0.5));
}

/** Sums the alternatives' frequencies by document, and lists the documents. Answers how many there are. */
function collect({ alternatives }: PlannedWord, index: InvertedIndex, { frequencies, touched }: ScoreMemory): number {
  const frequencyOf = frequencyTable();
  let count = 0;
  for (const { term, weight } of alternatives) {
    const { entries, length } = index.lists.get(term);
    for (let position = 0; position < length; position += 1) {
      const entry = entries[position] ?? 0;
      const document = entry >>> 8;
      const before = frequencies[document] ?? 0;
      if (before === 0) {
        touched[count] = document;
        count += 1;
      }
      frequencies[document] = before + weight * (frequencyOf[entry & 255] ?? 0);
    }
  }
  return count;
}

/** The best tool for one part gains a share of the best score for the whole; the others in proportion. */
function addParts(parts: readonly Float32Array[], { index, parameters, memory }: ScoreContext): void {
  const documentCount = index.documents.length;
  const { totals, frequencies: shares } = memory;
  const scale = parameters.partWeight * maximum(totals, documentCount);
  for (const part of parts) {
    raise(shares, part, { factor: 1 / (maximum(part, documentCount) || 1), length: documentCount });
  }
  for (let document = 0; document < documentCount; document += 1) {
    const share = shares[document] ?? 0;
    if (share > 0) {
      totals[document] = (totals[document] ?? 0) + scale * share;
      shares[document] = 0;
    }
  }
}

/** Raises each target to its value times the factor, where that is more. */
function raise(
  targets: Float32Array,
  values: Float32Array,
  { factor, length }: { readonly factor: number; readonly length: number },
): void {
  for (let position = 0; position < length; position += 1) {
    const value = (values[position] ?? 0) * factor;
    if (value > (targets[position] ?? 0)) {
      targets[position] = value;
    }
  }
}

function maximum(values: Float32Array, length: number): number {
  let most = 0;
  for (let position = 0; position < length; position += 1) {
    const value = values[position] ?? 0;
    if (value > most) {
      most = value;
    }
  }
  return most;
}
