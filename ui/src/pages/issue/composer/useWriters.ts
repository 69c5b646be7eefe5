// Who else is writing here at this moment? It is said and holds nothing.
import { useEffect, useRef, useState } from 'react'
import { sayWriting } from '../../../api/notes.ts'
import { onWriting } from '../../../live.ts'
import { together } from './thread.ts'

/** Said again while keys are pressed; forgotten a little after it was said last. */
const saidEveryMilliseconds = 4000
const heldMilliseconds = 8000

type Writer = { id: number; name: string; internal: boolean; at: number }

/** "Ben is writing a reply…"; empty: nobody. A new note ends it. */
export function useWriters(issueId: number, ownId: number | undefined, newest: number): string {
  const [writers, setWriters] = useState<readonly Writer[]>([])
  useEffect(
    () =>
      onWriting(({ issue_id, user: { id, name }, internal }) => {
        if (issue_id !== issueId || id === ownId) return
        setWriters(list => [...list.filter(one => one.id !== id), { id, name, internal, at: Date.now() }])
      }),
    [issueId, ownId],
  )
  useEffect(() => {
    const [first] = writers
    if (first === undefined) return
    const timer = setTimeout(
      () => setWriters(list => list.filter(({ at }) => Date.now() - at < heldMilliseconds)),
      Math.max(100, first.at + heldMilliseconds - Date.now()),
    )
    return () => clearTimeout(timer)
  }, [writers])
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever sent it writes no longer
  useEffect(() => setWriters([]), [newest])
  const [one] = writers
  if (one === undefined) return ''
  const what = writers.every(({ internal }) => internal) ? 'an internal note' : 'a reply'
  return `${together(writers.map(({ name }) => name))} ${writers.length === 1 ? 'is' : 'are'} writing ${what}…`
}

/** To be called with each change of the text. */
export function useSayWriting(path: string, iid: number, internal: boolean): () => void {
  const said = useRef(0)
  return () => {
    if (Date.now() - said.current < saidEveryMilliseconds) return
    said.current = Date.now()
    // Nobody misses it much; the next one may get through.
    sayWriting(path, iid, internal).catch(() => undefined)
  }
}
