// Which mails of a log are shown? One choice of several, a text, and both in the address.
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import { cx } from '../components/cx.ts'
import { inputLook } from '../components/Field.tsx'

const restMilliseconds = 250

/** The choice and text that the address says. */
export function useFilter(name: string): { chosen: string | undefined; search: string | undefined } {
  const asked = useSearch({ strict: false })
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
  return { chosen: text(asked[name]), search: text(asked.search) }
}

type Props = {
  /** The parameter's name in the address. */
  name: string
  label: string
  choices: readonly (readonly [value: string | undefined, label: string])[]
  /** What the text is looked for in. */
  searched: string
}

export function Filters({ name, label, choices, searched }: Props) {
  const navigate = useNavigate()
  const { chosen, search } = useFilter(name)
  const show = (next: { chosen?: string | undefined; search?: string | undefined }) =>
    void navigate({
      to: '.',
      search: { [name]: chosen, search, ...('chosen' in next ? { [name]: next.chosen } : next) },
      replace: true,
    })
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2">
      <fieldset className="flex min-w-0 flex-wrap gap-1">
        <legend className="sr-only">{label}</legend>
        {choices.map(([value, words]) => (
          <button
            key={words}
            type="button"
            aria-pressed={value === chosen}
            onClick={() => show({ chosen: value })}
            className={cx(
              'h-7 rounded-full border px-3 text-xs',
              value === chosen
                ? 'border-accent bg-accent-soft font-medium text-accent-strong'
                : 'border-line text-muted hover:bg-hover hover:text-ink',
            )}
          >
            {words}
          </button>
        ))}
      </fieldset>
      <Words text={search ?? ''} label={searched} onChange={text => show({ search: text || undefined })} />
    </div>
  )
}

function Words({ text, label, onChange }: { text: string; label: string; onChange: (text: string) => void }) {
  const [typed, setTyped] = useState(text)
  useEffect(() => setTyped(text), [text])
  useEffect(() => {
    if (typed === text) return
    const timer = setTimeout(() => onChange(typed), restMilliseconds)
    return () => clearTimeout(timer)
  })
  return (
    <search className="relative min-w-52 grow">
      <Search aria-hidden="true" className="absolute top-2 left-2.5 size-4 text-faint" />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        maxLength={500}
        value={typed}
        onChange={event => setTyped(event.currentTarget.value)}
        className={`${inputLook} h-8 pl-8`}
      />
    </search>
  )
}
