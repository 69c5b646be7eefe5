// What could be meant by what was just typed? Each source knows by which sign it is asked, and what it can offer.
import type { ReactNode } from 'react'

export type Suggestion = {
  id: string
  /** Put in place of what was typed. */
  insert: string
  label: string
  /** Said quietly beside the label. */
  hint?: string | undefined
  mark?: ReactNode
}

export type Source = {
  /** What is offered, as a person would say it: "Labels". */
  name: string
  /** Matches the end of the line before the caret; its first group is what gets replaced. */
  trigger: RegExp
  /** `typed` is the first group without its sign. */
  find: (typed: string, signal: AbortSignal) => Promise<Suggestion[]> | Suggestion[]
}

export type Asked = { source: Source; typed: string; start: number; end: number }

/** Which source is asked by the text before the caret? */
export function askedAt(value: string, caret: number, sources: readonly Source[]): Asked | undefined {
  const line = value.slice(value.lastIndexOf('\n', caret - 1) + 1, caret)
  for (const source of sources) {
    const found = source.trigger.exec(line)?.[1]
    if (found !== undefined) return { source, typed: found.slice(1), start: caret - found.length, end: caret }
  }
  return undefined
}
