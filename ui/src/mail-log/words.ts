// How are sizes said?
const kilo = 1000

/** `471 B`, `12 kB`, `3.4 MB`. */
export function bytes(count: number): string {
  if (count < kilo) return `${count} B`
  if (count < kilo * kilo) return `${Math.round(count / kilo)} kB`
  return `${(count / kilo / kilo).toFixed(1)} MB`
}
