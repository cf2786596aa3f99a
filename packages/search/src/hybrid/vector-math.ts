/** The sum of products, position by position. */
export function dotProduct(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let position = 0; position < a.length; position += 1) {
    sum += (a[position] ?? 0) * (b[position] ?? 0);
  }
  return sum;
}

/** The vector at length 1, so that a dot product is a cosine. */
export function normalise(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dotProduct(vector, vector));
  return length === 0 ? vector : vector.map((value) => value / length);
}
