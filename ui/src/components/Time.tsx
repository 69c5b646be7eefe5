// When was it? Relative, kept true while one looks, with the exact time in the viewer's zone on hover.
import { useSyncExternalStore } from 'react'
import { ago, exact, short, span } from '../times.ts'

/** All times of the page tick together. */
const tickMilliseconds = 30_000
let now = Date.now()
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    now = Date.now()
    for (const one of listeners) one()
  }, tickMilliseconds)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

const useNow = () => useSyncExternalStore(subscribe, () => now)

type Props = { at: string; look?: 'ago' | 'span' | 'short'; className?: string }

export function Time({ at, look = 'ago', className }: Props) {
  // A time that came in since the last tick is newer than `now`.
  const moment = Math.max(useNow(), look === 'short' ? 0 : Math.min(Date.now(), new Date(at).getTime()))
  const text =
    look === 'short' ? short(at) : look === 'span' ? span(moment - new Date(at).getTime()) : ago(at, moment)
  return (
    <time dateTime={at} title={exact(at)} className={`tabular whitespace-nowrap ${className ?? ''}`}>
      {text}
    </time>
  )
}
