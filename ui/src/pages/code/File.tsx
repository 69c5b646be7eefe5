// What does this file say? Text with its lines, Markdown as it reads, a picture, or what it is.
import { useQuery } from '@tanstack/react-query'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { type Action, useActions } from '../../actions.ts'
import { type CodePlace, fileFactsQuery, fileHtmlQuery, rawUrl } from '../../api/repository.ts'
import { CodeLink } from '../../code/links.tsx'
import { cx } from '../../components/cx.ts'
import { Failed } from '../../components/Failed.tsx'
import { Prose } from '../../components/Prose.tsx'
import { useProject } from '../../session.ts'
import { codeParam, pathParam } from '../../urls.ts'
import { Content, sizeOf } from './Content.tsx'

const picture = /\.(?:png|jpe?g|gif|webp|avif|bmp|ico)$/i
const drawing = /\.svg$/i
const markdown = /\.(?:md|markdown|mkd)$/i

type Props = { path: string; place: CodePlace }

export function File({ path, place }: Props) {
  const { hash } = useLocation()
  // A link to a line is a link to the source.
  const [source, setSource] = useState(/^L\d/.test(hash))
  const name = place.path.split('/').at(-1) ?? ''
  const second = markdown.test(name) ? 'Text' : drawing.test(name) ? 'Picture' : null
  return (
    <section aria-label={name} className="rounded-md border border-line">
      <header className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 rounded-t-md border-line border-b bg-side px-3 py-1">
        <Facts path={path} place={place} />
        {second && <Look second={second} source={source} choose={setSource} />}
        <span className="grow" />
        <Links path={path} place={place} name={name} />
      </header>
      {picture.test(name) ? (
        <p className="flex justify-center rounded-b-md bg-sunken p-6">
          <img src={rawUrl(path, place.commit, place.path)} alt={name} className="max-w-full" />
        </p>
      ) : second === 'Text' && !source ? (
        <Rendered path={path} place={place} />
      ) : (
        <Content path={path} place={place} name={name} drawn={second === 'Picture' && !source} />
      )}
    </section>
  )
}

const kinds: Record<string, string> = { '100755': 'executable', '120000': 'symbolic link' }

function Facts({ path, place }: Props) {
  const { data } = useQuery(fileFactsQuery(path, place))
  if (!data) return null
  const kind = kinds[data.mode ?? '']
  return (
    <span className="tabular text-muted text-xs">
      {sizeOf(data.size)}
      {kind && ` · ${kind}`}
    </span>
  )
}

const action = 'rounded-md px-2 py-1 text-muted text-xs hover:bg-hover hover:text-ink'

function Links({ path, place, name }: Props & { name: string }) {
  const { isDeveloper, project } = useProject(path)
  const writes = isDeveloper && place.kind === 'branch' && project?.archived !== true
  const raw = rawUrl(path, place.ref, place.path)
  const at = { path, codeRef: place.ref, file: place.path, className: action }
  useFileKeys({ path, place, writes })
  return (
    <span className="-mx-2 flex flex-wrap items-center">
      <CodeLink to="commits" {...at}>
        History
      </CodeLink>
      <CodeLink to="blob" {...at} codeRef={place.commit}>
        Permalink
      </CodeLink>
      <a href={raw} className={action}>
        Raw
      </a>
      <a href={raw} download={name} className={action}>
        Download
      </a>
      {writes && (
        <CodeLink to="edit" {...at}>
          Edit
        </CodeLink>
      )}
    </span>
  )
}

/** `y` as on GitHub and GitLab: the address becomes the one that stays true, with the lines that are chosen. */
function useFileKeys({ path, place, writes }: Props & { writes: boolean }): void {
  const navigate = useNavigate()
  const { hash } = useLocation()
  const go = (to: '/p/$path/blob/$at' | '/p/$path/edit/$at', ref: string) =>
    void navigate({
      to,
      params: { path: pathParam(path), at: codeParam(`${ref}/${place.path}`) },
      ...(to.includes('blob') ? { hash, resetScroll: false } : {}),
    })
  const group = 'This file'
  const lasting: Action = {
    id: 'file-permalink',
    label: 'Address that stays true',
    group,
    keys: 'y',
    run: () => go('/p/$path/blob/$at', place.commit),
  }
  const edit: Action = {
    id: 'file-edit',
    label: 'Edit the file',
    group,
    keys: 'e',
    run: () => go('/p/$path/edit/$at', place.ref),
  }
  useActions(writes ? [lasting, edit] : [lasting])
}

type LookProps = { second: string; source: boolean; choose: (source: boolean) => void }

function Look({ second, source, choose }: LookProps) {
  return (
    <fieldset className="flex rounded-md border border-line p-0.5">
      <legend className="sr-only">Show</legend>
      {(
        [
          [second, false],
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

function Rendered({ path, place }: Props) {
  const { data, error, refetch } = useQuery(fileHtmlQuery(path, place, place.path))
  if (error) return <Failed error={error} retry={() => void refetch()} />
  return data ? (
    <Prose html={data.html} className="px-5 py-4" />
  ) : (
    <p className="late p-6 text-faint">Looking…</p>
  )
}
