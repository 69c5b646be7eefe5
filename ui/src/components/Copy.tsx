// How does this get into the clipboard? With one press, and a word that it is there.
import { Check, Copy as Icon } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from './Button.tsx'

const shownMilliseconds = 1500

export function Copy({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await copyText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), shownMilliseconds)
  }
  const Shown = copied ? Check : Icon
  return (
    <IconButton small label={copied ? 'Copied' : label} onClick={copy}>
      <Shown aria-hidden="true" className="size-3.5" />
      <span role="status" className="sr-only">
        {copied ? 'Copied' : ''}
      </span>
    </IconButton>
  )
}

/** Browsers give `navigator.clipboard` to https and localhost only; a desk in an office may have neither. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  const area = document.createElement('textarea')
  area.value = text
  document.body.append(area)
  area.select()
  document.execCommand('copy')
  area.remove()
}
