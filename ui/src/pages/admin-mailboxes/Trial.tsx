// Does it work right now? Two buttons, and what came of them in the same place.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { CircleCheck, CircleX, LoaderCircle, TriangleAlert } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import {
  type BoxName,
  type Mailbox,
  type MailboxTest,
  mailboxesQuery,
  type RoundTrip,
  roundTripQuery,
  sendRoundTrip,
  type Tried,
  testMailbox,
} from '../../api/admin.ts'
import { Button } from '../../components/Button.tsx'
import { cx } from '../../components/cx.ts'
import { ingressNames } from '../../mail-log/words.ts'

type What = { tested: Tried | undefined; mailed: BoxName | undefined }

/** A way that is not in use offers nothing to try; a mailbox that is only forwarded nothing to sign in to. */
export function triedOf({ name, state, reader }: Mailbox): What {
  if (state === 'off' || state === 'not_configured') return { tested: undefined, mailed: undefined }
  const box = name === 'incoming_email' || name === 'service_desk_email' ? name : undefined
  const tested = name === 'outgoing' ? name : reader === null ? undefined : box
  return { tested, mailed: box }
}

export function Trial({ title, tested, mailed }: What & { title: string }) {
  const test = useMutation({ mutationFn: testMailbox })
  const trip = useMutation({ mutationFn: sendRoundTrip })
  const onItsWay = trip.data?.state === 'sent'
  return (
    <div className="flex max-w-170 flex-col gap-2 pt-1">
      <div className="flex flex-wrap gap-2">
        {tested && (
          <Button
            small
            aria-label={`Test ${title}`}
            aria-disabled={test.isPending}
            onClick={() => test.isPending || test.mutate(tested)}
          >
            Test
          </Button>
        )}
        {mailed && (
          <Button
            small
            aria-label={`Send a round-trip mail to ${title}`}
            aria-disabled={trip.isPending}
            onClick={() => trip.isPending || trip.mutate(mailed)}
          >
            Send a round-trip mail
          </Button>
        )}
      </div>
      <div role="status" className="flex flex-col gap-2 empty:hidden">
        {test.isPending && <Result look="busy">Signing in and looking…</Result>}
        {test.error && <Result look="bad">{test.error.message}</Result>}
        {test.data && !test.isPending && <Tested test={test.data} />}
        {trip.isPending && <Result look="busy">Handing the mail over…</Result>}
        {trip.error && <Result look="bad">{trip.error.message}</Result>}
        {trip.data && !trip.isPending && !onItsWay && <Result look="bad">{trip.data.says}</Result>}
        {trip.data && !trip.isPending && onItsWay && mailed && <Way name={mailed} sent={trip.data} />}
      </div>
    </div>
  )
}

type Look = 'good' | 'bad' | 'busy' | 'warning'
const looks = {
  good: [CircleCheck, 'text-open'],
  bad: [CircleX, 'text-bad'],
  busy: [LoaderCircle, 'text-muted'],
  warning: [TriangleAlert, 'text-held'],
} as const

function Result({ look, children }: { look: Look; children: ReactNode }) {
  const [Sign, tone] = looks[look]
  return (
    <p className={cx('flex items-start gap-2 text-sm', tone)}>
      <Sign aria-hidden="true" className={cx('mt-0.5 size-4 shrink-0', look === 'busy' && 'animate-spin')} />
      <span dir="auto" className="min-w-0 [overflow-wrap:anywhere]">
        {children}
      </span>
    </p>
  )
}

function Tested({ test: { ok, says, warnings, folder, milliseconds } }: { test: MailboxTest }) {
  const more = [
    folder?.uid_next != null && `next UID ${folder.uid_next}`,
    folder?.idle === true && 'tells of new mail by itself (IDLE)',
    `${milliseconds.toLocaleString()} ms`,
  ]
  return (
    <>
      <Result look={ok ? 'good' : 'bad'}>
        {says} <span className="tabular text-muted">({more.filter(Boolean).join(', ')})</span>
      </Result>
      {warnings.map(warning => (
        <Result key={warning} look="warning">
          {warning}
        </Result>
      ))}
    </>
  )
}

/** The mail is looked for until it has come; then its count above is a new one, too. */
function Way({ name, sent }: { name: BoxName; sent: RoundTrip }) {
  const { data, error } = useQuery(roundTripQuery(name, sent))
  const client = useQueryClient()
  const { state, says, ingress } = data
  useEffect(() => {
    if (state === 'arrived') void client.invalidateQueries({ queryKey: mailboxesQuery.queryKey })
  }, [state, client])
  if (error) return <Result look="bad">{error.message}</Result>
  const door = ingress === null ? '' : (ingressNames[ingress as keyof typeof ingressNames] ?? ingress)
  if (state === 'arrived')
    return (
      <Result look="good">
        {says} <span className="text-muted">(by {door})</span>
      </Result>
    )
  return <Result look={state === 'sent' ? 'busy' : 'bad'}>{says}</Result>
}
