// How is a webhook set up, how does it fare, and what was it told?
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { changeHook, type Hook, hookQuery, hooksQuery, removeHook } from '../../../api/hooks.ts'
import { Button } from '../../../components/Button.tsx'
import { Confirm } from '../../../components/Confirm.tsx'
import { Failed } from '../../../components/Failed.tsx'
import { Time } from '../../../components/Time.tsx'
import { Section } from '../../../forms/Section.tsx'
import { UnsavedGuard } from '../../../forms/UnsavedGuard.tsx'
import { usePath } from '../../../session.ts'
import { tell, tellError } from '../../../toasts.ts'
import { pathParam } from '../../../urls.ts'
import { Deliveries } from './Deliveries.tsx'
import { HookForm } from './HookForm.tsx'
import { WebhookPage } from './Page.tsx'

export default function Page() {
  const path = usePath() ?? ''
  const id = Number(useParams({ strict: false }).hook)
  return (
    <WebhookPage title="Webhook" path={path} inner>
      {() => <Loaded path={path} id={id} />}
    </WebhookPage>
  )
}

function Loaded({ path, id }: { path: string; id: number }) {
  const client = useQueryClient()
  const { data: hook, error, refetch } = useQuery(hookQuery(path, id))
  if (error && hook === undefined) return <Failed error={error} retry={() => void refetch()} />
  if (hook === undefined) return <p className="late py-6 text-faint">Looking…</p>
  const all = () => client.invalidateQueries({ queryKey: hooksQuery(path).queryKey })
  const save = async (changes: Parameters<typeof changeHook>[2]) => {
    client.setQueryData(hookQuery(path, id).queryKey, await changeHook(path, id, changes))
    tell('Saved.')
    await all()
  }
  return (
    <>
      <Trouble path={path} hook={hook} changed={all} />
      <div className="pb-7">
        <HookForm
          hook={hook}
          save={(_values, changes) => save(changes)}
          forget={token => void save({ [token]: '' }).catch(error => tellError(error))}
        />
      </div>
      <Deliveries path={path} hook={hook} />
      <Removal path={path} hook={hook} />
      <UnsavedGuard />
    </>
  )
}

/** Why nothing is sent now, and how to go on. */
function Trouble({ path, hook, changed }: { path: string; hook: Hook; changed: () => Promise<void> }) {
  const again = useMutation({
    mutationFn: () => changeHook(path, hook.id, { enabled: true }),
    onSuccess: () => tell('The webhook is switched on.'),
    onError: error => tellError(error),
    onSettled: changed,
  })
  if (hook.alert_status === 'executable') return null
  const off = hook.alert_status === 'disabled'
  return (
    <div
      role="status"
      className={`mb-5 flex flex-wrap items-center justify-between gap-3 rounded-md p-3 text-sm ${off ? 'bg-bad-soft text-bad' : 'bg-held-soft text-held'}`}
    >
      <p className="min-w-0 grow basis-80">
        {off ? (
          <>The desk has switched this webhook off. {hook.disabled_reason}</>
        ) : (
          <>
            {hook.failures} deliveries in a row failed.{' '}
            {hook.disabled_until && (
              <>
                The next try: <Time at={hook.disabled_until} look="short" />.
              </>
            )}
          </>
        )}
      </p>
      <Button small disabled={again.isPending} onClick={() => again.mutate()}>
        {off ? 'Switch it on again' : 'Try now'}
      </Button>
    </div>
  )
}

function Removal({ path, hook }: { path: string; hook: Hook }) {
  const [asked, setAsked] = useState(false)
  const client = useQueryClient()
  const navigate = useNavigate()
  const removal = useMutation({
    mutationFn: () => removeHook(path, hook.id),
    onSuccess: async () => {
      tell('The webhook is removed.')
      await navigate({ to: '/p/$path/hooks', params: { path: pathParam(path) } })
      await client.invalidateQueries({ queryKey: hooksQuery(path).queryKey })
    },
    onError: error => tellError(error),
  })
  return (
    <Section id="remove" title="Remove" about="Its log goes along, and what was not delivered yet.">
      <Button look="danger" className="self-start" onClick={() => setAsked(true)}>
        Remove webhook
      </Button>
      <Confirm
        open={asked}
        title="Remove this webhook?"
        action="Remove webhook"
        disabled={removal.isPending}
        onConfirm={() => removal.mutate()}
        onCancel={() => setAsked(false)}
      >
        <p className="[overflow-wrap:anywhere]">{hook.url} is told nothing more.</p>
      </Confirm>
    </Section>
  )
}
