// How are suggestions shown? As a list at the caret, under it or over it, wherever there is room.
import { useEffect, useRef } from 'react'
import { createPortal } from 'react-dom'
import { cx } from '../cx.ts'
import { type Completion, type Open, optionId } from './useCompletion.ts'

const width = 320
const height = 264
const gap = 4

export function CompletionList({ completion }: { completion: Completion }) {
  const { open, close } = completion
  const shown = open !== null
  useEffect(() => {
    if (!shown) return
    // The list stands where the caret was; who scrolls has left it.
    const leave = (event: Event) => {
      if (!(event.target instanceof Element && event.target.closest('[role=listbox]'))) close()
    }
    document.addEventListener('scroll', leave, { capture: true, passive: true })
    window.addEventListener('resize', close)
    return () => {
      document.removeEventListener('scroll', leave, { capture: true })
      window.removeEventListener('resize', close)
    }
  })
  return (
    <>
      <span role="status" className="sr-only">
        {open && `${open.asked.source.name}: ${open.suggestions.length} to choose from`}
      </span>
      {open &&
        createPortal(
          <List completion={completion} open={open} />,
          document.querySelector('main') ?? document.body,
        )}
    </>
  )
}

function List({ completion: { id, take, activate }, open }: { completion: Completion; open: Open }) {
  const { spot, suggestions, active, asked } = open
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active])
  const under = window.innerHeight - spot.bottom > height || spot.top < height
  return (
    <div
      ref={list}
      id={id}
      role="listbox"
      aria-label={asked.source.name}
      className="fixed z-50 overflow-y-auto rounded-md border border-line bg-raised p-1 text-sm shadow-float"
      style={{
        width: `min(${width}px, calc(100vw - 16px))`,
        maxHeight: height,
        left: Math.max(8, Math.min(spot.left, document.body.clientWidth - width - 8)),
        ...(under ? { top: spot.bottom + gap } : { bottom: window.innerHeight - spot.top + gap }),
      }}
    >
      {suggestions.map((suggestion, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the textarea hears the keys, as ARIA's combobox pattern has it
        // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the textarea; see aria-activedescendant
        <div
          key={suggestion.id}
          id={optionId(id, index)}
          role="option"
          aria-selected={index === active}
          // The textarea keeps the focus.
          onPointerDown={event => event.preventDefault()}
          onPointerMove={() => index !== active && activate(index)}
          onClick={() => take(suggestion)}
          className={cx(
            'flex min-h-8 cursor-default items-center gap-2 rounded px-2 py-1',
            index === active && 'bg-accent-soft',
          )}
        >
          {suggestion.mark}
          <span dir="auto" className="shrink-0 truncate max-w-44">
            {suggestion.label}
          </span>
          {suggestion.hint && (
            <span dir="auto" className="ml-auto min-w-0 truncate pl-2 text-faint text-xs">
              {suggestion.hint}
            </span>
          )}
        </div>
      ))}
    </div>
  )
}
