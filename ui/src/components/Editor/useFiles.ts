// What happens to a file that is pasted, dropped or chosen? It is sent at once; a word in the text keeps its place.
import { type RefObject, useEffect, useRef, useState } from 'react'
import { replaceQuietly, type } from './edits.ts'

/** Sends a file; gives back the Markdown that shows it, or links to it. */
export type Upload = (file: File, onProgress: (share: number) => void, signal: AbortSignal) => Promise<string>

export type Sending = {
  id: number
  file: File
  place: string
  share: number
  /** Why it did not arrive. */
  error?: string
}

const placeholder = /!?\[Uploading [^\]\n]*…\]\(\)\n?/g

/** Whether a file is still on its way into the text. */
export const isUploading = (text: string) => text.search(placeholder) !== -1
/** The text without files that never arrived: after a reload nobody sends them any more. */
export const withoutUploads = (text: string) => text.replace(placeholder, '')

let lastId = 0

export function useFiles(area: RefObject<HTMLTextAreaElement | null>, upload: Upload | undefined) {
  const [sending, setSending] = useState<readonly Sending[]>([])
  const running = useRef(new Map<number, AbortController>())
  useEffect(
    () => () => {
      for (const sender of running.current.values()) sender.abort()
    },
    [],
  )
  const change = (id: number, to: Partial<Sending>) =>
    setSending(list => list.map(one => (one.id === id ? { ...one, ...to } : one)))
  const settle = (id: number) => {
    running.current.delete(id)
    setSending(list => list.filter(one => one.id !== id))
  }

  const send = async ({ id, file, place }: Sending) => {
    const sender = new AbortController()
    running.current.set(id, sender)
    try {
      const markdown = await upload?.(file, share => change(id, { share }), sender.signal)
      fill(area.current, place, markdown ?? '')
      settle(id)
    } catch (error) {
      if (sender.signal.aborted) return
      fill(area.current, place, '')
      change(id, { error: error instanceof Error ? error.message : 'It could not be sent.' })
    }
  }
  const begin = (one: Sending) => {
    setSending(list => [...list, one])
    void send(one)
  }
  const add = (files: Iterable<File>) => {
    const fresh = [...files].map(file => newSending(file))
    if (upload === undefined || area.current === null || fresh.length === 0) return
    insert(area.current, fresh.map(({ place }) => place).join('\n'))
    for (const one of fresh) begin(one)
  }
  const retry = (one: Sending) => {
    settle(one.id)
    add([one.file])
  }
  const stop = ({ id, place }: Sending) => {
    running.current.get(id)?.abort()
    fill(area.current, place, '')
    settle(id)
  }
  return { sending, add, retry, stop }
}

export type Files = ReturnType<typeof useFiles>

function newSending(file: File): Sending {
  lastId += 1
  const name = file.name.replace(/[[\]\n]/g, ' ')
  const mark = file.type.startsWith('image/') ? '!' : ''
  return { id: lastId, file, place: `${mark}[Uploading ${name} (${lastId})…]()`, share: 0 }
}

/** On lines of their own, where the caret is. */
function insert(area: HTMLTextAreaElement, text: string): void {
  const { value, selectionStart: start, selectionEnd: end } = area
  const before = start === 0 || value[start - 1] === '\n' ? '' : '\n'
  type(area, `${before}${text}\n`, start, end)
}

/** Whoever took the placeholder out does not want the file; with nothing to fill in, its line goes too. */
function fill(area: HTMLTextAreaElement | null, place: string, text: string): void {
  const at = area?.value.indexOf(place) ?? -1
  if (area === null || at === -1) return
  const end = at + place.length
  replaceQuietly(area, text, at, text === '' && area.value[end] === '\n' ? end + 1 : end)
}
