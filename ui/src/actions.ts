// What can be done here, and with which keys? One list feeds the hotkeys, the palette, the help and the tooltips.
import type { LucideIcon } from 'lucide-react'
import { useEffect, useRef, useSyncExternalStore } from 'react'

export type Action = {
  id: string
  /** As a person would say it: "Close ticket". */
  label: string
  /** Heading in the palette and the help. */
  group: string
  /** `e`, `g i`, `mod+k`, `?`; several ways in an array. */
  keys?: string | readonly string[]
  icon?: LucideIcon
  /** Not in the palette: what only makes sense by key (j, k). */
  hidden?: boolean
  /** While a dialog is open or text is typed as well. */
  everywhere?: boolean
  run: () => void
}

const registered: { current: readonly Action[] }[] = []
const listeners = new Set<() => void>()
let snapshot: readonly Action[] = []

/** The actions as the pages last drew them. The last one who names a key has it: a page before the frame. */
const current = () => registered.flatMap(holder => holder.current)

/** What is shown of them changes with their names; what they do is looked up when they are run. */
function changed(): void {
  snapshot = current().map(action => ({
    ...action,
    run: () =>
      current()
        .findLast(({ id }) => id === action.id)
        ?.run(),
  }))
  for (const listener of listeners) listener()
}

/** Offers `actions` as long as the component is there. */
export function useActions(actions: readonly Action[]): void {
  const holder = useRef<readonly Action[]>(actions)
  const shape = actions.map(action => `${action.id} ${action.label} ${action.keys ?? ''}`).join('|')
  useEffect(() => {
    holder.current = actions
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: labels and keys are what others see
  useEffect(() => changed(), [shape])
  useEffect(() => {
    registered.push(holder)
    changed()
    return () => {
      registered.splice(registered.indexOf(holder), 1)
      changed()
    }
  }, [])
}

/** All actions at hand, for the palette and the help. */
export function useAllActions(): readonly Action[] {
  return useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => snapshot,
  )
}

/** Does what the key of the action would do; nothing where it is not offered. */
export const runAction = (id: string) => snapshot.findLast(action => action.id === id)?.run()

/** The second key of a sequence such as `g i` must follow within this time. */
const sequenceMilliseconds = 1200

const isMac = /Mac|iPhone|iPad/.test(navigator.platform)

/** `mod+k` → `⌘ K` or `Ctrl K`. */
export const keyName = (keys: string) =>
  keys
    .split(' ')
    .map(key =>
      key
        .replace(/^mod\+/, isMac ? '⌘ ' : 'Ctrl ')
        .replace(/(^| )shift\+/, '$1Shift ')
        .replace(/(?<=^| )\w(?=$|\w*$)/, letter => letter.toUpperCase()),
    )
    .join(' then ')

export const keysOf = ({ keys }: Action): readonly string[] =>
  keys === undefined ? [] : typeof keys === 'string' ? [keys] : keys

function nameOf(event: KeyboardEvent): string {
  const mod = event.ctrlKey || event.metaKey ? 'mod+' : ''
  const named = event.key.length === 1 ? event.key : event.key
  const shift = event.shiftKey && event.key.length > 1 ? 'shift+' : ''
  return mod + shift + (mod ? named.toLowerCase() : named)
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    // A button that opens a list is called a combobox as well, but nothing is typed into it.
    target.matches('textarea, select, [role="combobox"]:not(button)') ||
    (target.matches('input') &&
      !target.matches('[type=checkbox], [type=radio], [type=button], [type=submit]')))

/** What has the keys while it is open. A toast is a dialog to screen readers, but waits for nobody. */
const openThings =
  ':is([role="dialog"], [role="alertdialog"]):not([data-toast]), [role="menu"], [role="listbox"]'

/** Hears the keys of the whole page. */
export function listenToKeys(): () => void {
  let begun = ''
  let timer: ReturnType<typeof setTimeout> | undefined
  const hear = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return
    const key = nameOf(event)
    // A menu, list or dialog that is open has the keys.
    const held = isTyping(event.target) || document.querySelector(openThings) !== null
    const offered = held ? current().filter(action => action.everywhere) : current()
    const found =
      offered.findLast(action => keysOf(action).includes(`${begun} ${key}`)) ??
      offered.findLast(action => keysOf(action).includes(key))
    clearTimeout(timer)
    begun = ''
    if (found) {
      event.preventDefault()
      found.run()
    } else if (!held && offered.some(action => keysOf(action).some(keys => keys.startsWith(`${key} `)))) {
      begun = key
      timer = setTimeout(() => {
        begun = ''
      }, sequenceMilliseconds)
    }
  }
  document.addEventListener('keydown', hear)
  return () => document.removeEventListener('keydown', hear)
}
