// What does this file say? Text with its lines, Markdown as it reads, a picture, or what it is.
import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import {
  bytesOf,
  type CodeFile,
  type CodePlace,
  fileHtmlQuery,
  fileQuery,
  rawUrl,
} from '../../api/repository.ts'
import { CodeLink } from '../../code/links.tsx'
import { Copy } from '../../components/Copy.tsx'
import { cx } from '../../components/cx.ts'
import { Failed } from '../../components/Failed.tsx'
import { Prose } from '../../components/Prose.tsx'
import { useProject } from '../../session.ts'
import { Lines } from './Lines.tsx'

const picture = /\.(?:png|jpe?g|gif|webp|avif|bmp|ico)$/i
const markdown = /\.(?:md|markdown|mkd)$/i

export function File({ path, place }: { path: string; place: CodePlace }) {
  const { data: file, error, refetch } = useQuery(fileQuery(path, place))
  const isMarkdown = markdown.test(place.path)
  const { hash } = useLocation()
  // A link to a line is a link to the source.
  const [source, setSource] = useState(/^L\d/.test(hash))
  if (error) return <Failed error={error} retry={() => void refetch()} />
  if (!file) return <p className="late py-6 text-faint">Looking…</p>
  return (
    <section aria-label={file.file_name} className="rounded-md border border-line">
      <header className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 rounded-t-md border-line border-b bg-side px-3 py-1">
        <span className="tabular text-muted text-xs">{sizeOf(file.size)}</span>
        {file.execute_filemode && <span className="text-muted text-xs">executable</span>}
        {isMarkdown && <Look source={source} choose={setSource} />}
        <span className="grow" />
        <Actions path={path} place={place} />
      </header>
      {isMarkdown && !source ? (
        <Rendered path={path} place={place} />
      ) : (
        <Content path={path} place={place} file={file} />
      )}
    </section>
  )
}

const action = 'rounded-md px-2 py-1 text-muted text-xs hover:bg-hover hover:text-ink'

function Actions({ path, place }: { path: string; place: CodePlace }) {
  const { isDeveloper, project } = useProject(path)
  const at = { path, codeRef: place.ref, file: place.path, className: action }
  return (
    <span className="flex flex-wrap items-center">
      <CodeLink to="commits" {...at}>
        History
      </CodeLink>
      <CodeLink to="blob" {...at} codeRef={place.commit}>
        Permalink
      </CodeLink>
      <a href={rawUrl(path, place.ref, place.path)} className={action}>
        Raw
      </a>
      {isDeveloper && place.kind === 'branch' && !project?.archived && (
        <CodeLink to="edit" {...at}>
          Edit
        </CodeLink>
      )}
    </span>
  )
}

function Look({ source, choose }: { source: boolean; choose: (source: boolean) => void }) {
  return (
    <fieldset className="flex rounded-md border border-line p-0.5">
      <legend className="sr-only">Show</legend>
      {(
        [
          ['Text', false],
          ['Source', true],
        ] as const
      ).map(([said, value]) => (
        <button
          key={said}
          type="button"
          aria-pressed={source === value}
          onClick={() => choose(value)}
          className={cx(
            'h-6 rounded px-2 text-xs',
            source === value ? 'bg-pressed font-medium' : 'text-muted hover:bg-hover',
          )}
        >
          {said}
        </button>
      ))}
    </fieldset>
  )
}

function Rendered({ path, place }: { path: string; place: CodePlace }) {
  const { data, error, refetch } = useQuery(fileHtmlQuery(path, place, place.path))
  if (error) return <Failed error={error} retry={() => void refetch()} />
  return data ? (
    <Prose html={data.html} className="px-5 py-4" />
  ) : (
    <p className="late p-6 text-faint">Looking…</p>
  )
}

function Content({ path, place, file }: { path: string; place: CodePlace; file: CodeFile }) {
  const bytes = useMemo(() => bytesOf(file), [file])
  const raw = rawUrl(path, place.ref, place.path)
  if (picture.test(file.file_name))
    return (
      <p className="flex justify-center bg-sunken p-6">
        <img src={raw} alt={file.file_name} className="max-w-full" />
      </p>
    )
  if (bytes.includes(0))
    return (
      <p className="px-4 py-8 text-center text-muted text-sm">
        A file that is no text.{' '}
        <a href={raw} className="text-accent underline">
          Download it
        </a>
      </p>
    )
  if (file.size === 0) return <p className="px-4 py-8 text-center text-muted text-sm">The file is empty.</p>
  const text = new TextDecoder().decode(bytes)
  return (
    <div className="relative">
      <span className="absolute top-1 right-1 z-10">
        <Copy text={text} label="Copy the whole file" />
      </span>
      <Lines text={text} name={file.file_name} raw={raw} />
    </div>
  )
}

function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const kilo = bytes / 1024
  return kilo < 1024 ? `${kilo.toFixed(1)} KB` : `${(kilo / 1024).toFixed(1)} MB`
}
