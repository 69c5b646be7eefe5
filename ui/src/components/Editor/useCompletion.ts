// Which suggestions stand at the caret, and which of them is at hand? The text keeps the focus all the time.
import { type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from 'react'
import { type Spot, spotOf } from './caret.ts'
import { type Asked, askedAt, type Source, type Suggestion } from './completion.ts'
import { type } from './edits.ts'

export type Open = { asked: Asked; suggestions: Suggestion[]; active: number; spot: Spot }

export function useCompletion(area: RefObject<HTMLTextAreaElement | null>, sources: readonly Source[]) {
  const id = useId()
  const [open, setOpen] = useState<Open | null>(null)
  const asking = useRef<AbortController | null>(null)
  const close = () => {
    asking.current?.abort()
    setOpen(null)
  }
  useEffect(() => () => asking.current?.abort(), [])

  /** To be called after each change of text or caret. */
  const look = () => {
    asking.current?.abort()
    const at = area.current
    const asked =
      at && at.selectionStart === at.selectionEnd ? askedAt(at.value, at.selectionStart, sources) : undefined
    if (at === null || asked === undefined) return setOpen(null)
    const asker = new AbortController()
    asking.current = asker
    Promise.resolve(asked.source.find(asked.typed, asker.signal))
      .then(suggestions => {
        if (asker.signal.aborted) return
        const spot = spotOf(at, asked.start)
        setOpen(suggestions.length === 0 ? null : { asked, suggestions, active: 0, spot })
      })
      // A completion that does not come is no reason to stop somebody who writes.
      .catch(() => !asker.signal.aborted && setOpen(null))
  }

  const take = (suggestion: Suggestion) => {
    if (open === null || area.current === null) return
    const { start, end } = open.asked
    close()
    type(area.current, suggestion.insert, start, end)
  }
  const activate = (active: number) => setOpen(open && { ...open, active })

  /** Whether the key was for the list. */
  const press = (event: KeyboardEvent): boolean => {
    if (open === null || event.nativeEvent.isComposing) return false
    const { suggestions, active } = open
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey
    const chosen = suggestions[active]
    if (event.key === 'ArrowDown') activate((active + 1) % suggestions.length)
    else if (event.key === 'ArrowUp') activate((active + suggestions.length - 1) % suggestions.length)
    else if (plain && (event.key === 'Enter' || event.key === 'Tab') && chosen) take(chosen)
    else if (event.key === 'Escape') close()
    else return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }
  return { id, open, look, close, take, activate, press }
}

export type Completion = ReturnType<typeof useCompletion>
/** The element that is at hand, for `aria-activedescendant`. */
export const optionId = (listId: string, index: number) => `${listId}-${index}`
