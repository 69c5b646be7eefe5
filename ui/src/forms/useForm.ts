// What is changed but not saved yet? A form's changes over what the desk has, with what is wrong at its field.
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { ApiError } from '../api/client.ts'
import { tell, tellError } from '../toasts.ts'
import { markUnsaved } from './unsaved.ts'

type Options<T> = {
  /** What the desk has. */
  saved: T
  /** Sends what changed; rejects with an `ApiError` that may name fields. */
  save: (changes: Partial<T>, all: T) => Promise<unknown>
  /** Said when it is saved; absent: the caller says it. */
  told?: string
}

export function useForm<T extends object>({ saved, save, told }: Options<T>) {
  const [changes, setChanges] = useState<Partial<T>>({})
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const [saving, setSaving] = useState(false)
  const element = useRef<HTMLFormElement>(null)
  const values = { ...saved, ...changes }
  const dirty = Object.keys(changes).some(name => values[name as keyof T] !== saved[name as keyof T])
  // What is being sent does not keep one from going where the sending leads, to a new address for instance.
  useEffect(() => (dirty && !saving ? markUnsaved() : undefined), [dirty, saving])
  useEffect(() => {
    // Where there is something to correct, there one wants to be.
    if (Object.keys(errors).length > 0)
      element.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [errors])

  const set = <K extends keyof T>(name: K, value: T[K]) => {
    setChanges(now => ({ ...now, [name]: value }))
    setErrors(({ [name as string]: _, ...rest }) => rest)
  }
  const submit = async (event?: FormEvent) => {
    event?.preventDefault()
    if (saving) return
    setSaving(true)
    try {
      await save(changes, values)
      // What was typed meanwhile stays.
      setChanges(now => without(now, changes))
      setErrors({})
      if (told) tell(told)
    } catch (error) {
      const { own, foreign } = refused(error, Object.keys(saved))
      setErrors(own)
      if (foreign) tellError(foreign, () => void submit())
    } finally {
      setSaving(false)
    }
  }
  const discard = () => {
    setChanges({})
    setErrors({})
  }
  /** What a text input needs. */
  const field = (name: keyof T & string) => ({
    name,
    value: String(values[name] ?? ''),
    error: errors[name],
    onChange: ({ target }: { target: { value: string } }) => set(name, target.value as T[keyof T & string]),
  })
  return { element, values, changes, dirty, saving, errors, set, setErrors, submit, discard, field }
}

function without<T extends object>(now: Partial<T>, sent: Partial<T>): Partial<T> {
  const kept = Object.entries(now).filter(([name, value]) => sent[name as keyof T] !== value)
  return Object.fromEntries(kept) as Partial<T>
}

/** What is wrong with fields of the form, and what cannot be said at one of them. */
function refused(error: unknown, names: readonly string[]) {
  const fields = error instanceof ApiError ? fieldsOf(error, names) : []
  const own = fields.filter(([name]) => names.includes(name))
  return {
    own: Object.fromEntries(own.map(([name, said]) => [name, sentence(said)])),
    foreign: own.length < fields.length || fields.length === 0 ? error : undefined,
  }
}

/** A conflict is said as a sentence that begins with the field: `Email has already been taken`. */
function fieldsOf({ fields, message }: ApiError, names: readonly string[]): [string, string][] {
  const named = Object.entries(fields)
  if (named.length > 0) return named
  const meant = names.find(name => message.toLowerCase().startsWith(`${name.replaceAll('_', ' ')} `))
  return meant === undefined ? [] : [[meant, message.slice(meant.length + 1)]]
}

/** `can't be blank` → `Can't be blank.` */
export const sentence = (said: string) =>
  `${said.charAt(0).toUpperCase()}${said.slice(1)}${/[.!?]$/.test(said) ? '' : '.'}`
