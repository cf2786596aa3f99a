import { frequencyTable } from "../frequency-codes.ts";
import type { InvertedIndex } from "../inverted-index.ts";
import type { RankingParameters } from "../parameters.ts";
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
function addWord(
  word: PlannedWord,
  parts: readonly Float32Array[],
  { index, parameters, memory: { totals, frequencies, touched } }: ScoreContext,
): void {
  const count = collect(word, index, { frequencies, touched });
  const idf = Math.log(1 + (index.size - count + 0.5) / (count + 0.5));
  for (let position = 0; position < count; position += 1) {
    const document = touched[position] ?? 0;
    const frequency = frequencies[document] ?? 0;
    frequencies[document] = 0;
    const score = (word.weight * idf * frequency) / (parameters.saturation + frequency);
    totals[document] = (totals[document] ?? 0) + score;
    for (const part of parts) {
      part[document] = (part[document] ?? 0) + score;
    }
  }
}

/** Sums the alternatives' frequencies by document, and lists the documents. Answers how many there are. */
function collect(
  { alternatives }: PlannedWord,
  index: InvertedIndex,
  { frequencies, touched }: Pick<ScoreMemory, "frequencies" | "touched">,
): number {
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
function addParts(parts: readonly Float32Array[], { index, parameters, memory: { totals } }: ScoreContext): void {
  const documentCount = index.documents.length;
  const scale = parameters.partWeight * maximum(totals, documentCount);
  const best = parts.map((part) => maximum(part, documentCount) || 1);
  for (let document = 0; document < documentCount; document += 1) {
    const total = totals[document] ?? 0;
    if (total > 0) {
      const shares = parts.map((part, position) => (part[document] ?? 0) / (best[position] ?? 1));
      totals[document] = total + scale * Math.max(...shares);
    }
  }
}

function maximum(values: Float32Array, length: number): number {
  let most = 0;
  for (let position = 0; position < length; position += 1) {
    most = Math.max(most, values[position] ?? 0);
  }
  return most;
}
