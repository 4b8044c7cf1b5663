/**
 * Maps items with at most `limit` concurrent calls. The results are in the order of the items. Starts
 * no further calls after the first failure.
 */
export const mapConcurrently = async <T, R>(
  items: T[],
  limit: number,
  map: (item: T) => Promise<R>,
): Promise<R[]> => {
  const results: R[] = []
  const queue = items.entries()
  let isStopped = false
  const runWorker = async () => {
    for (const [index, item] of queue) {
      if (isStopped) return
      results[index] = await map(item)
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(limit, items.length) }, runWorker))
    return results
  } finally {
    isStopped = true
  }
}
