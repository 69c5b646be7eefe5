// What is it called? Pressed, it can be written anew.
import { type KeyboardEvent, useState } from 'react'
import type { MergeRequestDetails } from '../../api/merge-requests.ts'
import { inputLook } from '../../components/Field.tsx'
import { useChange } from './useChange.ts'

const longest = 255

export function Title({ path, row }: { path: string; row: MergeRequestDetails }) {
  const [text, setText] = useState<string | null>(null)
  const { change } = useChange(path, row.iid)
  if (!row.user.can_update) return <bdi className="wrap-anywhere">{row.title}</bdi>
  if (text === null)
    return (
      <button
        type="button"
        dir="auto"
        aria-label={`${row.title}, edit the title`}
        title="Edit the title"
        onClick={() => setText(row.title)}
        className="wrap-anywhere -mx-1.5 cursor-text rounded-md px-1.5 py-0.5 text-start hover:bg-hover"
      >
        {row.title}
      </button>
    )
  const done = () => {
    const title = text.trim()
    setText(null)
    if (title !== '' && title !== row.title) void change({ title })
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
