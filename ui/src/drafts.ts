// What was written and not yet sent? Kept in the browser, through reload and crash; two windows agree.
import { useSyncExternalStore } from 'react'
import { withoutUploads } from './components/Editor/useFiles.ts'

const prefix = 'draft '
/** Who comes back after that does not miss it. */
const keptMilliseconds = 60 * 24 * 3_600_000

type Kept = { text: string; at: number }
const texts = new Map<string, string>()
const listeners = new Set<() => void>()

/** Browsers that keep nothing (private windows with storage off) keep the draft as long as the page is open. */
function stored<T>(use: (storage: Storage) => T): T | undefined {
  try {
    return use(localStorage)
  } catch {
    return undefined
  }
}

const textOf = (json: string | null | undefined) => (json ? (JSON.parse(json) as Kept).text : '')

function read(key: string): string {
  const known = texts.get(key)
  if (known !== undefined) return known
  const text = stored(storage => textOf(storage.getItem(prefix + key))) ?? ''
  texts.set(key, text)
  return text
}

export function keepDraft(key: string, text: string): void {
  texts.set(key, text)
  const lasting = withoutUploads(text)
  stored(storage => {
    if (lasting === '') storage.removeItem(prefix + key)
    else storage.setItem(prefix + key, JSON.stringify({ text: lasting, at: Date.now() } satisfies Kept))
  })
  for (const listener of listeners) listener()
}

export const draftOf = read

/** When the draft was last changed; 0: there is none. */
export function draftTime(key: string): number {
  const json = stored(storage => storage.getItem(prefix + key))
  return json ? (JSON.parse(json) as Kept).at : 0
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The draft of that name, and how it is changed. */
export function useDraft(key: string): [text: string, keep: (text: string) => void] {
  const text = useSyncExternalStore(subscribe, () => read(key))
  return [text, next => keepDraft(key, next)]
}

window.addEventListener('storage', ({ key, newValue }) => {
  if (!key?.startsWith(prefix)) return
  texts.set(key.slice(prefix.length), textOf(newValue))
  for (const listener of listeners) listener()
})

stored(storage => {
  for (const key of Object.keys(storage)) {
    if (!key.startsWith(prefix)) continue
    const { at } = JSON.parse(storage.getItem(key) ?? '{"at":0}') as Kept
    if (Date.now() - at > keptMilliseconds) storage.removeItem(key)
  }
})
