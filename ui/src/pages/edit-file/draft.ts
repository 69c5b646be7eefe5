// What was written in a file and not yet committed? It survives a reload, a crash, and a page left by mistake.
import { useEffect } from 'react'
import { draftOf, draftTime, keepDraft } from '../../drafts.ts'

export type Written = {
  file: string
  content: string
  message: string
  /** The commit from which one began to write; empty: there was none. */
  base: string
  /** The last one that had touched the file. */
  before?: string | undefined
}

/** Characters; browsers keep some millions for all drafts together. */
const maxKept = 300_000

/** What was written then, and when. */
export function keptDraft(key: string): { written: Written; at: number } | null {
  const text = draftOf(key)
  if (text === '') return null
  try {
    return { written: JSON.parse(text) as Written, at: draftTime(key) }
  } catch {
    return null
  }
}

export const forgetDraft = (key: string) => keepDraft(key, '')

/** As long as it is not committed; what is as it was before is no draft. */
export function useKeptDraft(key: string, written: Written, state: 'same' | 'changed' | 'committing'): void {
  useEffect(() => {
    if (state === 'same') forgetDraft(key)
    if (state === 'changed' && written.content.length <= maxKept) keepDraft(key, JSON.stringify(written))
  }, [key, written, state])
}
