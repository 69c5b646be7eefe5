// What did the customer really send? Its look in a frame that can do nothing, its text, its header, and why it is here.
import { Tabs } from '@base-ui/react/tabs'
import { useQuery } from '@tanstack/react-query'
import { Download, Image } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import {
  type Mailed,
  type Origin,
  type Original,
  originalFileUrl,
  originalPageUrl,
  originalQuery,
  originQuery,
} from '../../api/originals.ts'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { Failed } from '../../components/Failed.tsx'
import { Time } from '../../components/Time.tsx'
import { Facts } from '../../mail-log/Facts.tsx'
import { bytes, ingressNames } from '../../mail-log/words.ts'
import { useViewing } from './context.ts'
import { whyOf } from './why.ts'

type Props = { noteId: number | null; first: 'mail' | 'why'; onClose: () => void }

export default function MailDialog({ noteId, first, onClose }: Props) {
  const { path, iid } = useViewing()
  const which = { path, iid, noteId }
  const mail = useQuery(originalQuery(which))
  const origin = useQuery(originQuery(which))
  const error = mail.error ?? origin.error
  return (
    <Dialog open wide title="Original mail" onOpenChange={open => !open && onClose()}>
      <div className="flex min-h-[min(480px,55vh)] flex-col">
        {error ? (
          <Failed error={error} retry={() => void Promise.all([mail.refetch(), origin.refetch()])} />
        ) : mail.data && origin.data ? (
          <Mail which={which} mail={mail.data} origin={origin.data} first={first} />
        ) : (
          <p className="late text-faint">Loading…</p>
        )}
      </div>
    </Dialog>
  )
}

type MailProps = { which: Mailed; mail: Original; origin: Origin; first: Props['first'] }

function Mail({ which, mail, origin, first }: MailProps) {
  const tabs = [
    ...(mail.has_html ? ([['look', 'As sent']] as const) : []),
    ['text', 'Plain text'],
    ['header', 'Header'],
    ['why', 'Why is this here?'],
  ] as const
  return (
    <Tabs.Root
      defaultValue={first === 'why' ? 'why' : mail.has_html ? 'look' : 'text'}
      className="flex grow flex-col"
    >
      <div className="mb-3 flex flex-wrap items-center gap-x-1 gap-y-2 border-line border-b">
        <Tabs.List className="flex flex-wrap gap-1" aria-label="Parts of the mail">
          {tabs.map(([value, label]) => (
            <Tabs.Tab
              key={value}
              value={value}
              className="-mb-px h-9 border-transparent border-b-2 px-2 font-medium text-muted text-sm hover:text-ink data-[active]:border-accent data-[active]:text-ink"
            >
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <a
          href={originalFileUrl(which)}
          download
          className="ml-auto inline-flex h-7 items-center gap-1.5 rounded-md px-2 font-medium text-muted text-xs hover:bg-hover hover:text-ink"
        >
          <Download aria-hidden="true" className="size-3.5" />
          Raw mail ({bytes(origin.size)})
        </a>
      </div>
      <Panel value="look">
        <Look which={which} remote={mail.remote_images} />
      </Panel>
      <Panel value="text">
        <pre dir="auto" className="wrap-anywhere whitespace-pre-wrap font-sans text-read">
          {mail.text}
        </pre>
      </Panel>
      <Panel value="header">
        <Facts facts={mail.headers.map(({ name, value }) => [name, value] as const)} />
      </Panel>
      <Panel value="why">
        <Reason origin={origin} />
      </Panel>
    </Tabs.Root>
  )
}

const Panel = ({ value, children }: { value: string; children: ReactNode }) => (
  <Tabs.Panel value={value} className="flex grow flex-col outline-offset-4 data-[hidden]:hidden">
    {children}
  </Tabs.Panel>
)

function Look({ which, remote }: { which: Mailed; remote: number }) {
  const [images, setImages] = useState(false)
  return (
    <>
      {remote > 0 && !images && (
        <div className="mb-2 flex flex-wrap items-center gap-2 rounded-md bg-sunken px-3 py-1.5 text-muted text-xs">
          <Image aria-hidden="true" className="size-4 shrink-0" />
          <span className="min-w-48 grow">
            {remote === 1 ? 'A picture of another host is' : `${remote} pictures of other hosts are`} not
            shown: fetching {remote === 1 ? 'it' : 'them'} tells the sender that the mail is read.
          </span>
          <Button small onClick={() => setImages(true)}>
            Show remote images
          </Button>
        </div>
      )}
      <iframe
        title="The mail as its sender made it"
        sandbox=""
        src={originalPageUrl(which, images)}
        className="min-h-[min(400px,45vh)] w-full grow rounded-md border border-line bg-white"
      />
    </>
  )
}

function Reason({ origin }: { origin: Origin }) {
  const { sentence, evidence, passed } = whyOf(origin)
  return (
    <div className="flex flex-col gap-4">
      <div>
        <p className="font-medium">{sentence}</p>
        <p className="wrap-anywhere text-muted text-sm">{evidence}</p>
      </div>
      <Facts
        facts={[
          ['From', [origin.author_name, origin.author && `<${origin.author}>`].filter(Boolean).join(' ')],
          ['Sender', typeof origin.why.sender === 'string' ? origin.why.sender : 'nothing is known of it'],
          ['To', origin.recipients.join(', ')],
          ['Envelope', origin.mail_from === '' ? '<> (a report or automatic mail)' : origin.mail_from],
          ['Came by', ingressNames[origin.ingress]],
          ['Received', <Time key="time" at={origin.received_at} look="short" />],
          ['Message-ID', origin.message_id],
          [
            'Looked at before',
            passed.length === 0 ? null : (
              <ul key="passed">
                {passed.map(one => (
                  <li key={one.rule}>
                    {one.rule}: {one.evidence}
                  </li>
                ))}
              </ul>
            ),
          ],
        ]}
      />
    </div>
  )
}
