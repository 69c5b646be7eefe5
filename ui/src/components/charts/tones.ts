// Which colours may a series have? Tokens alone, each with its classes; a dash tells two apart without colour.
export type Tone = 'accent' | 'open' | 'done' | 'held' | 'muted'

export type Series = {
  name: string
  tone: Tone
  dashed?: boolean
  /** Filled down to the axis. */
  filled?: boolean
}

export const tones: Readonly<Record<Tone, { stroke: string; fill: string; soft: string; text: string }>> = {
  accent: { stroke: 'stroke-accent', fill: 'fill-accent', soft: 'fill-accent-soft', text: 'fill-accent' },
  open: { stroke: 'stroke-open', fill: 'fill-open', soft: 'fill-open-soft', text: 'fill-open' },
  done: { stroke: 'stroke-done', fill: 'fill-done', soft: 'fill-done-soft', text: 'fill-done' },
  held: { stroke: 'stroke-held', fill: 'fill-held', soft: 'fill-held-soft', text: 'fill-held' },
  muted: { stroke: 'stroke-muted', fill: 'fill-muted', soft: 'fill-sunken', text: 'fill-muted' },
}
