// Which of them? Conditions as tokens; typing completes fields, comparisons and values, all by keyboard.
import { ListFilter, X } from 'lucide-react'
import { type KeyboardEvent, useId, useRef, useState } from 'react'
import { useActions } from '../../actions.ts'
import { IconButton } from '../../components/Button.tsx'
import { cx } from '../../components/cx.ts'
import { floatLook, itemLook } from '../../components/Menu.tsx'
import { type FieldName, type Token, withToken } from './filter.ts'
import type { Place } from './place.ts'
import {
  type Draft,
  fieldWords,
  operatorWord,
  type Suggestion,
  useSuggestions,
  wordOf,
} from './suggestions.tsx'

type Props = {
  place: Place
  fields: readonly FieldName[]
  tokens: readonly Token[]
  onChange: (tokens: readonly Token[]) => void
}

export function FilterBar({ place, fields, tokens, onChange }: Props) {
  const bar = useBar({ place, fields, tokens, onChange })
  const { input, list, draft, text, open, suggestions, at, loading } = bar
  useActions([
    {
      id: 'filter',
      label: 'Filter this list',
      group: 'List',
      keys: 'f',
      icon: ListFilter,
      run: () => input.current?.focus(),
    },
  ])
  return (
    <search className="relative min-w-0 grow" onBlur={bar.onBlur}>
      <div className="flex min-h-8 flex-wrap items-center gap-1 rounded-md border border-edge bg-canvas px-2 py-0.5 focus-within:outline-2 focus-within:outline-accent focus-within:-outline-offset-1">
        <ListFilter aria-hidden="true" className="size-4 shrink-0 text-faint" />
        {tokens.map(token => (
          <Chip
            key={`${token.field} ${token.not} ${token.value}`}
            token={token}
            onEdit={() => bar.edit(token)}
            onRemove={() => bar.drop(token)}
          />
        ))}
        {draft && (
          <span className="rounded bg-accent-soft px-1.5 py-0.5 text-xs">
            {fieldWords[draft.field]} {draft.not !== undefined && operatorWord(draft)}
          </span>
        )}
        <input
          ref={input}
          role="combobox"
          aria-label="Filter"
          aria-expanded={open}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={open && suggestions[at] ? `${list}-${at}` : undefined}
          autoComplete="off"
          spellCheck={false}
          value={text}
          placeholder={tokens.length === 0 && !draft ? 'Filter or search…' : ''}
          onChange={event => bar.type(event.target.value)}
          onFocus={bar.show}
          onClick={bar.show}
          onKeyDown={bar.press}
          className="h-6.5 min-w-24 grow bg-transparent text-sm outline-none"
        />
        {(tokens.length > 0 || draft || text) && (
          <IconButton small label="Clear all filters" onClick={bar.clear}>
            <X aria-hidden="true" className="size-3.5" />
          </IconButton>
        )}
      </div>
      {open && (suggestions.length > 0 || loading) && (
        <Suggestions id={list} suggestions={suggestions} at={at} loading={loading} choose={bar.choose} />
      )}
    </search>
  )
}

function Chip({ token, onEdit, onRemove }: { token: Token; onEdit: () => void; onRemove: () => void }) {
  const words = `${fieldWords[token.field]} ${operatorWord(token)} ${wordOf(token)}`
  return (
    <span className="flex h-6.5 max-w-full items-center rounded bg-sunken text-xs">
      <button
        type="button"
        aria-label={`Change the filter ${words}`}
        onClick={onEdit}
        className="h-6.5 min-w-0 truncate rounded-l pl-2 hover:bg-hover"
      >
        <span className="text-muted">
          {fieldWords[token.field]} {operatorWord(token)}
        </span>{' '}
        <span dir="auto" className="font-medium">
          {wordOf(token)}
        </span>
      </button>
      <button
        type="button"
        aria-label={`Remove the filter ${words}`}
        onClick={onRemove}
        className="flex size-6.5 shrink-0 items-center justify-center rounded-r text-muted hover:bg-hover hover:text-ink"
      >
        <X aria-hidden="true" className="size-3" />
      </button>
    </span>
  )
}

type ListProps = {
  id: string
  suggestions: readonly Suggestion[]
  at: number
  loading: boolean
  choose: (suggestion: Suggestion) => void
}

function Suggestions({ id, suggestions, at, loading, choose }: ListProps) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label="Suggestions"
      className={cx(floatLook, 'absolute top-full left-0 mt-1 max-h-80! w-80 max-w-full')}
    >
      {loading && <p className="late px-2 py-1.5 text-faint">Loading…</p>}
      {suggestions.map((suggestion, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, which names the active option
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field hears the keys
        <div
          key={suggestion.id}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === at}
          ref={index === at ? element => element?.scrollIntoView({ block: 'nearest' }) : undefined}
          // Before the field loses the focus.
          onMouseDown={event => event.preventDefault()}
          onClick={() => choose(suggestion)}
          className={cx(itemLook, 'hover:bg-hover', index === at && 'bg-hover')}
        >
          {suggestion.mark}
          <span dir="auto" className="truncate">
            {suggestion.label}
          </span>
          {suggestion.hint && (
            <span className="ml-auto truncate pl-2 text-faint text-xs">{suggestion.hint}</span>
          )}
        </div>
      ))}
    </div>
  )
}

/** The bar's state: what is typed, which condition is begun, what is offered. */
function useBar({ place, fields, tokens, onChange }: Props) {
  const input = useRef<HTMLInputElement>(null)
  const list = useId()
  const [draft, setDraft] = useState<Draft | null>(null)
  const [text, setText] = useState('')
  const [open, setOpen] = useState(false)
  const [marked, setMarked] = useState(0)
  const { suggestions, loading } = useSuggestions({ place, fields, draft, text, active: open })
  const at = Math.min(marked, suggestions.length - 1)
  const begin = (next: Draft | null, typed = '') => {
    setDraft(next)
    setText(typed)
    setMarked(0)
    setOpen(true)
    input.current?.focus()
  }
  const without = (token: Token) => tokens.filter(one => one !== token)
  const choose = (suggestion: Suggestion) => {
    if ('draft' in suggestion) return begin(suggestion.draft)
    onChange(withToken(tokens, suggestion.token))
    begin(null)
  }
  const edit = (token: Token) => {
    onChange(without(token))
    if (token.field === 'search') begin(null, token.value)
    else begin({ field: token.field, not: token.not })
  }
  const back = () => {
    const last = tokens.at(-1)
    if (draft?.not !== undefined) begin({ field: draft.field })
    else if (draft) begin(null)
    else if (last) onChange(without(last))
  }
  const press = (event: KeyboardEvent) => {
    const move = (by: number) => {
      setOpen(true)
      setMarked((at + by + suggestions.length) % Math.max(1, suggestions.length))
    }
    const chosen = suggestions[at]
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') move(1)
    else if (event.key === 'ArrowUp') move(-1)
    else if (event.key === 'Enter' && open && chosen) choose(chosen)
    else if (event.key === 'Backspace' && text === '') back()
    else if (event.key === 'Escape' && open) setOpen(false)
    else if (event.key === 'Escape') input.current?.blur()
    else return
    event.preventDefault()
  }
  const type = (next: string) => {
    setText(next)
    setMarked(0)
    setOpen(true)
  }
  return {
    ...{ input, list, draft, text, open, suggestions, at, loading, choose, edit, press, type },
    drop: (token: Token) => {
      onChange(without(token))
      input.current?.focus()
    },
    clear: () => {
      onChange([])
      begin(null)
    },
    show: () => setOpen(true),
    onBlur: (event: React.FocusEvent) => {
      if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false)
    },
  }
}
