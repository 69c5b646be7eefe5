// What was the hook told, what did it answer, and does it hear us at all?
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { ChevronDown, RefreshCw, Send } from 'lucide-react'
import { useState } from 'react'
import {
  type Hook,
  type HookEvent,
  hookEventsQuery,
  hookQuery,
  resendEvent,
  type Trigger,
  testHook,
} from '../../../api/hooks.ts'
import { Button } from '../../../components/Button.tsx'
import { Failed } from '../../../components/Failed.tsx'
import { Menu, MenuItem } from '../../../components/Menu.tsx'
import { SelectField } from '../../../components/SelectField.tsx'
import { Time } from '../../../components/Time.tsx'
import { Section } from '../../../forms/Section.tsx'
import { Facts } from '../../../mail-log/Facts.tsx'
import { Line } from '../../../mail-log/Line.tsx'
import { tell, tellError } from '../../../toasts.ts'
import { aboutEvent, eventState, triggers } from './words.ts'

type Props = { path: string; hook: Hook }

const choices = [
  ['', 'All'],
  ['successful', 'Arrived'],
  ['client_failure', 'Refused (4xx)'],
  ['server_failure', 'Failed (5xx, no answer)'],
] as const

export function Deliveries({ path, hook }: Props) {
  const [status, setStatus] = useState<(typeof choices)[number][0]>('')
  const client = useQueryClient()
  const { queryKey } = hookQuery(path, hook.id)
  return (
    <Section
      id="deliveries"
      title="Deliveries"
      about={`What it was told in the last seven days, newest first.${hook.waiting > 0 ? ` ${hook.waiting} wait.` : ''}`}
    >
      <div className="flex flex-wrap items-end justify-between gap-3">
        <SelectField label="Show" value={status} choices={choices} onChange={setStatus} />
        <div className="flex gap-2">
          <Button onClick={() => void client.invalidateQueries({ queryKey })}>
            <RefreshCw aria-hidden="true" className="size-4" />
            Look again
          </Button>
          <TestMenu path={path} hook={hook} />
        </div>
      </div>
      <Events path={path} hook={hook} status={status || undefined} />
    </Section>
  )
}

function TestMenu({ path, hook }: Props) {
  const client = useQueryClient()
  const test = useMutation({
    mutationFn: (trigger: Trigger) => testHook(path, hook.id, trigger),
    onSuccess: () => tell('The test has arrived.'),
    onError: error => tellError(error),
    onSettled: () => client.invalidateQueries({ queryKey: hookQuery(path, hook.id).queryKey }),
  })
  return (
    <Menu
      align="end"
      trigger={
        <Button disabled={test.isPending}>
          Test
          <ChevronDown aria-hidden="true" className="size-4" />
        </Button>
      }
    >
      {triggers.map(([name, label]) => (
        <MenuItem key={name} onClick={() => test.mutate(name)}>
          {label}
        </MenuItem>
      ))}
    </Menu>
  )
}

function Events({ path, hook, status }: Props & { status: string | undefined }) {
  const query = useInfiniteQuery(hookEventsQuery(path, hook.id, status))
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = query
  if (error && data === undefined) return <Failed error={error} retry={() => void refetch()} />
  if (data === undefined) return <p className="late text-faint text-sm">Looking…</p>
  const rows = data.pages.flatMap(page => page.rows)
  if (rows.length === 0)
    return (
      <p className="text-muted text-sm">
        {status ? 'None of this kind.' : 'Nothing yet. “Test” sends what happened last of a kind.'}
      </p>
    )
  return (
    <>
      <ul aria-label="Deliveries" className="flex flex-col divide-y divide-line border-line border-y">
        {rows.map(event => (
          <li key={event.id}>
            <Line
              subject={aboutEvent(event)}
              who={`${event.execution_duration.toFixed(2)} s`}
              state={eventState(event)}
              at={event.created_at}
              details={() => <Details path={path} hook={hook} event={event} />}
            />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button className="self-center" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show older ones
        </Button>
      )}
    </>
  )
}

const headersIn = (headers: Record<string, string>) =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')

function Details({ path, hook, event }: Props & { event: HookEvent }) {
  const client = useQueryClient()
  const resend = useMutation({
    mutationFn: () => resendEvent(path, hook.id, event.id),
    onSuccess: ({ response_status: status }) => tell(`Sent again; it answered ${status}.`),
    onError: error => tellError(error),
    onSettled: () => client.invalidateQueries({ queryKey: hookQuery(path, hook.id).queryKey }),
  })
  return (
    <div className="flex flex-col gap-3 px-2 pt-1 pb-4">
      <Facts
        facts={[
          ['Answer', event.error ?? `It answered ${event.response_status}`],
          ['Sent', <Time key="sent" at={event.created_at} look="short" />],
          ['Next try', event.next_at && <Time at={event.next_at} look="short" />],
          ['Tries so far', String(event.attempts)],
          ['Key', event.idempotency_key],
          ['To', event.url],
        ]}
      />
      <Piece
        title="Request"
        text={`${headersIn(event.request_headers)}\n\n${JSON.stringify(event.request_data, null, 2)}`}
      />
      {(event.response_body !== '' || Object.keys(event.response_headers).length > 0) && (
        <Piece title="Answer" text={`${headersIn(event.response_headers)}\n\n${event.response_body}`} />
      )}
      <div>
        <Button small disabled={resend.isPending} onClick={() => resend.mutate()}>
          <Send aria-hidden="true" className="size-3.5" />
          Send again
        </Button>
      </div>
    </div>
  )
}

function Piece({ title, text }: { title: string; text: string }) {
  return (
    <div className="flex flex-col gap-1">
      <h3 className="font-medium text-xs">{title}</h3>
      <pre
        dir="auto"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1)
        tabIndex={0}
        className="max-h-80 overflow-auto whitespace-pre-wrap rounded-md bg-sunken p-3 font-mono text-xs [overflow-wrap:anywhere]"
      >
        {text}
      </pre>
    </div>
  )
}
