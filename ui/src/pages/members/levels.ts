// How are GitLab's access levels called?
const levels = [
  [10, 'Guest'],
  [20, 'Reporter'],
  [30, 'Developer'],
  [40, 'Maintainer'],
  [50, 'Owner'],
] as const

export const levelName = (level: number) => levels.find(([value]) => value === level)?.[1] ?? String(level)

/** Nobody gives more than they have. */
export const choicesUpTo = (own: number, now = 0) =>
  levels
    .filter(([value]) => value <= Math.max(own, now))
    .map(([value, name]) => [String(value), name] as const)
