// How is what somebody wrote shown? The words, then the files that came with them, then what was quoted, folded.
import { File, FileText, Music, Video } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Lightbox } from '../../components/Lightbox.tsx'
import { Prose } from '../../components/Prose.tsx'
import { type Attached, split } from './attached.ts'

type Props = {
  /** Absent while the desk has not answered yet. */
  html: string | undefined
  plain: string
  /** Quoted tail and signature. */
  trimmed?: string | undefined
}

export function Text({ html, plain, trimmed }: Props) {
  const { words, files } = useMemo(() => split(html ?? ''), [html])
  return (
    <>
      {html === undefined ? (
        <p dir="auto" className="wrap-anywhere whitespace-pre-wrap text-muted text-read">
          {plain}
        </p>
      ) : (
        <Prose html={words} className="text-read" />
      )}
      {trimmed && (
        <details className="mt-2">
          <summary
            aria-label="Quoted text"
            title="Quoted text"
            className="inline-flex h-6 list-none items-center rounded bg-sunken px-2 text-muted leading-none hover:bg-pressed [&::-webkit-details-marker]:hidden"
          >
            ⋯
          </summary>
          <Prose html={trimmed} className="mt-2 text-base text-muted" />
        </details>
      )}
      {files.length > 0 && <Strip files={files} />}
    </>
  )
}

function Strip({ files }: { files: readonly Attached[] }) {
  const [shown, setShown] = useState<number | null>(null)
  const pictures = files.filter(file => file.isImage)
  return (
    <ul aria-label="Attachments" className="mt-3 flex flex-wrap gap-2">
      {files.map(file => (
        <li key={file.url} className="min-w-0">
          {file.isImage ? (
            <button
              type="button"
              aria-label={`Show ${file.name}`}
              title={file.name}
              onClick={() => setShown(pictures.indexOf(file))}
              className="block h-16 w-24 overflow-hidden rounded-md border border-line bg-sunken hover:border-edge"
            >
              <img src={file.url} alt="" loading="lazy" className="size-full object-cover" />
            </button>
          ) : (
            <FileCard file={file} />
          )}
        </li>
      ))}
      {shown !== null && <Lightbox pictures={pictures} first={shown} onClose={() => setShown(null)} />}
    </ul>
  )
}

function FileCard({ file: { url, name } }: { file: Attached }) {
  const dot = name.lastIndexOf('.')
  const ending = dot > 0 ? name.slice(dot + 1).toLowerCase() : ''
  const Icon = icons[ending] ?? File
  return (
    <a
      href={url}
      download={name}
      title={name}
      className="flex h-16 w-60 max-w-full items-center gap-3 rounded-md border border-line px-3 hover:border-edge hover:bg-hover"
    >
      <Icon aria-hidden="true" className="size-6 shrink-0 text-faint" strokeWidth={1.5} />
      <span className="flex min-w-0 flex-col">
        <span dir="auto" className="truncate font-medium text-sm">
          {name}
        </span>
        <span className="text-faint text-xs">{ending ? `${ending.toUpperCase()} file` : 'File'}</span>
      </span>
    </a>
  )
}

const icons: Readonly<Record<string, typeof File>> = {
  txt: FileText,
  log: FileText,
  pdf: FileText,
  doc: FileText,
  docx: FileText,
  odt: FileText,
  mp3: Music,
  wav: Music,
  mp4: Video,
  mov: Video,
  webm: Video,
}
