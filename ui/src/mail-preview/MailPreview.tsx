// What would this mail look like, with these words and for that ticket? As the desk would send it, both of its parts.
import { useQuery } from '@tanstack/react-query'
import { TriangleAlert } from 'lucide-react'
import { useEffect, useState } from 'react'
import { type MailKind, type PreviewedMail, previewMailQuery } from '../api/templates.ts'
import { Button } from '../components/Button.tsx'
import { Failed } from '../components/Failed.tsx'
import { Prose } from '../components/Prose.tsx'
import { TicketPicker } from './TicketPicker.tsx'

type Props = {
  path: string
  kind: MailKind
  /** In place of what is saved. */
  content?: string | undefined
}

const parts = [
  ['html', 'Formatted'],
  ['text', 'Plain text'],
] as const
type Part = (typeof parts)[number][0]

export function MailPreview({ path, kind, content }: Props) {
  const [iid, setIid] = useState<number | null>(null)
  const [part, setPart] = useState<Part>('html')
  const rested = useRested(content)
  const { data, error, refetch } = useQuery(previewMailQuery(path, { kind, iid, content: rested }))
  if (error && data === undefined) return <Failed error={error} retry={() => void refetch()} />
  if (data === undefined) return <p className="late py-4 text-faint">Looking…</p>
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <TicketPicker path={path} iid={iid} shown={data.issue_iid} onChange={setIid} />
      <Warnings warnings={data.warnings} />
      <div className="flex flex-col overflow-hidden rounded-md border border-line">
        <Head mail={data} part={part} choose={setPart} />
        {part === 'html' ? (
          <Prose html={bodyOf(data.html)} className="mail-preview px-4 py-3 text-read" />
        ) : (
          <pre
            dir="auto"
            className="whitespace-pre-wrap px-4 py-3 font-mono text-xs [overflow-wrap:anywhere]"
          >
            {data.text}
          </pre>
        )}
      </div>
    </div>
  )
}

export function Warnings({ warnings }: { warnings: readonly string[] }) {
  if (warnings.length === 0) return null
  return (
    <ul aria-label="Warnings" className="flex flex-col gap-1.5">
      {warnings.map(warning => (
        <li key={warning} className="flex items-start gap-2 rounded-md bg-held-soft px-3 py-2 text-sm">
          <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-held" />
          <span className="min-w-0 [overflow-wrap:anywhere]">{warning}</span>
        </li>
      ))}
    </ul>
  )
}

function Head({ mail, part, choose }: { mail: PreviewedMail; part: Part; choose: (part: Part) => void }) {
  const facts = [
    ['From', spoken(mail.from)],
    ['To', spoken(mail.to)],
    ['Subject', mail.subject],
  ]
  return (
    <div className="flex flex-wrap items-start justify-between gap-3 border-line border-b bg-sunken px-4 py-2.5">
      <dl className="grid min-w-0 grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-xs">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-faint">{name}</dt>
            <dd dir="auto" className="[overflow-wrap:anywhere]">
              {value}
            </dd>
          </div>
        ))}
      </dl>
      <fieldset className="flex shrink-0 gap-1">
        <legend className="sr-only">Part of the mail</legend>
        {parts.map(([name, label]) => (
          <Button
            key={name}
            small
            look="quiet"
            aria-pressed={part === name}
            className="aria-pressed:bg-pressed aria-pressed:text-ink"
            onClick={() => choose(name)}
          >
            {label}
          </Button>
        ))}
      </fieldset>
    </div>
  )
}

const spoken = ({ name, address }: PreviewedMail['from']) => (name === '' ? address : `${name} <${address}>`)

/**
 * The mail brings styles of its own, which the policy of a page does not let in; the page has its own. Links are tried
 * out elsewhere: what is being written here must not be left by a click.
 */
const bodyOf = (html: string) =>
  (/<body>([\s\S]*)<\/body>/.exec(html)?.[1] ?? '').replace(/<[^>]*>/g, tag =>
    tag.replace(/ style="[^"]*"/g, '').replace(/^<a /, '<a target="_blank" '),
  )

const restMilliseconds = 300

/** What was typed, once typing rests. */
function useRested(text: string | undefined): string | undefined {
  const [rested, setRested] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), restMilliseconds)
    return () => clearTimeout(timer)
  }, [text])
  return rested
}
