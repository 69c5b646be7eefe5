// What is it called? Pressed, it can be written anew.
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { inputLook } from './Field.tsx'

const longest = 255

type Props = {
  title: string
  /** Absent: it can only be read. */
  save: ((title: string) => void) | undefined
}

export function EditableTitle({ title: given, save }: Props) {
  const [text, setText] = useState<string | null>(null)
  const button = useRef<HTMLButtonElement>(null)
  const wasEditing = useRef(false)
  useEffect(() => {
    // The focus goes back to where it came from.
    if (text === null && wasEditing.current) button.current?.focus()
    wasEditing.current = text !== null
  }, [text])
  if (save === undefined) return <bdi className="wrap-anywhere">{given}</bdi>
  if (text === null)
    return (
      <button
        ref={button}
        type="button"
        dir="auto"
        aria-label={`${given}, edit the title`}
        title="Edit the title"
        onClick={() => setText(given)}
        className="wrap-anywhere -mx-1.5 cursor-text rounded-md px-1.5 py-0.5 text-start hover:bg-hover"
      >
        {given}
      </button>
    )
  const done = () => {
    const title = text.trim()
    if (title !== '' && title !== given) save(title)
    setText(null)
  }
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter') done()
    else if (event.key === 'Escape') setText(null)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <input
      // biome-ignore lint/a11y/noAutofocus: it was pressed to be written in
      autoFocus
      aria-label="Title"
      dir="auto"
      maxLength={longest}
      value={text}
      onChange={event => setText(event.target.value)}
      onBlur={done}
      onKeyDown={press}
      className={`${inputLook} h-8 w-190! max-w-[calc(100vw-32px)] font-semibold text-lg`}
    />
  )
}
