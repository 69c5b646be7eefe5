// How does a switch take effect at once? Shown first, then saved; taken back where the desk refuses or one thinks again.
import { type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { tell, tellError } from '../toasts.ts'

/**
 * @param save answers with the whole as the desk has it now, kept under `queryKey`
 * @param effect what else a choice does on the page, also when it is taken back
 */
export function useChoose<T extends object>(
  queryKey: QueryKey,
  save: (changes: Partial<T>) => Promise<T>,
  effect?: (changes: Partial<T>) => void,
) {
  const client = useQueryClient()
  const pending = useRef(0)
  const show = (changes: Partial<T>) => {
    effect?.(changes)
    client.setQueryData<T>(queryKey, now => now && { ...now, ...changes })
  }

  return async function choose(changes: Partial<T>, said: string, isUndo = false): Promise<void> {
    const before = former(client.getQueryData<T>(queryKey), changes)
    await client.cancelQueries({ queryKey, exact: true })
    show(changes)
    pending.current += 1
    try {
      const saved = await save(changes)
      // An earlier answer does not know what was chosen since.
      if (pending.current === 1) client.setQueryData<T>(queryKey, saved)
      tell(said, isUndo ? undefined : () => void choose(before, 'Taken back', true))
    } catch (error) {
      show(before)
      tellError(error, () => void choose(changes, said, isUndo))
    } finally {
      pending.current -= 1
    }
  }
}

function former<T extends object>(now: T | undefined, changes: Partial<T>): Partial<T> {
  const names = Object.keys(changes) as (keyof T)[]
  return Object.fromEntries(names.map(name => [name, now?.[name]])) as Partial<T>
}
