// What is in a file, as far as a browser can show it?
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { type CodePlace, contentQuery, rawUrl } from '../../api/repository.ts'
import { Copy } from '../../components/Copy.tsx'
import { Failed } from '../../components/Failed.tsx'
import { Lines } from './Lines.tsx'

type Props = {
  path: string
  place: CodePlace
  name: string
  /** An SVG, shown as the picture that it draws. */
  drawn: boolean
}

export function Content({ path, place, name, drawn }: Props) {
  const { data: bytes, error, refetch } = useQuery(contentQuery(path, place))
  const read = useMemo(() => (bytes ? textIn(bytes) : null), [bytes])
  const raw = rawUrl(path, place.ref, place.path)
  if (error) return <Failed error={error} retry={() => void refetch()} />
  if (bytes === undefined) return <p className="late p-6 text-faint">Looking…</p>
  if (bytes === null) return <Instead raw={raw} name={name} says="The file is too large to be shown here." />
  if (bytes.length === 0)
    return <p className="px-4 py-8 text-center text-muted text-sm">The file is empty.</p>
  if (read === null) return <Instead raw={raw} name={name} says="A file that is no text." />
  if (drawn) return <Drawn bytes={bytes} name={name} />
  return (
    <>
      {read.guessed && (
        <p className="border-line border-b px-4 py-2 text-muted text-xs">
          Not in UTF-8; shown as if it were in Windows-1252.
        </p>
      )}
      <div className="relative">
        <span className="absolute top-1 right-1 z-10">
          <Copy text={read.text} label="Copy the whole file" />
        </span>
        <Lines text={read.text} name={name} raw={raw} />
      </div>
    </>
  )
}

const Instead = ({ raw, name, says }: { raw: string; name: string; says: string }) => (
  <p className="px-4 py-8 text-center text-muted text-sm">
    {says}{' '}
    <a href={raw} download={name} className="text-accent underline">
      Download it
    </a>
  </p>
)

/** In a picture an SVG runs no script and fetches nothing. */
function Drawn({ bytes, name }: { bytes: Uint8Array<ArrayBuffer>; name: string }) {
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([bytes], { type: 'image/svg+xml' }))
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [bytes])
  return (
    <p className="flex min-h-24 justify-center rounded-b-md bg-sunken p-6">
      {url && <img src={url} alt={name} className="max-w-full" />}
    </p>
  )
}

/** Null: no text. Most old texts that are not in UTF-8 are in Windows-1252, and hardly any binary file has no zero byte. */
function textIn(bytes: Uint8Array): { text: string; guessed: boolean } | null {
  if (bytes.includes(0)) return null
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), guessed: false }
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), guessed: true }
  }
}

export function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const kilo = bytes / 1024
  return kilo < 1024 ? `${kilo.toFixed(1)} KB` : `${(kilo / 1024).toFixed(1)} MB`
}
