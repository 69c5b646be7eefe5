// Whom does it tell, of what, and how does the receiver know that it is us?
import { useId } from 'react'
import type { Hook, NewHook } from '../../../api/hooks.ts'
import { Button } from '../../../components/Button.tsx'
import { Copy } from '../../../components/Copy.tsx'
import { TextField } from '../../../components/Field.tsx'
import { Switch } from '../../../components/Switch.tsx'
import { SettingsForm } from '../../../forms/SettingsForm.tsx'
import { useForm } from '../../../forms/useForm.ts'
import { triggers } from './words.ts'

const fresh = {
  url: '',
  name: '',
  token: '',
  signing_token: '',
  push_events: true,
  push_events_branch_filter: '',
  tag_push_events: false,
  issues_events: false,
  confidential_issues_events: false,
  note_events: false,
  confidential_note_events: false,
  merge_requests_events: false,
  enable_ssl_verification: true,
}
type Values = typeof fresh

type Props = {
  hook?: Hook
  save: (values: NewHook, changes: Partial<NewHook>) => Promise<unknown>
  /** Takes a token away that the desk keeps. */
  forget?: (token: 'token' | 'signing_token') => void
}

/** What the desk keeps locked is never in the form: empty means that it stays. */
const savedOf = (hook: Hook): Values => ({ ...fresh, ...pick(hook), token: '', signing_token: '' })
const pick = (hook: Hook) =>
  Object.fromEntries(Object.keys(fresh).map(name => [name, hook[name as keyof Hook]])) as Partial<Values>

export function HookForm({ hook, save, forget }: Props) {
  const form = useForm<Values>({
    saved: hook ? savedOf(hook) : fresh,
    save: (changes, values) => save(values, changes),
  })
  return (
    <SettingsForm form={form} label="Webhook" save={hook ? 'Save changes' : 'Add webhook'}>
      <TextField
        {...form.field('url')}
        label="URL"
        type="url"
        inputMode="url"
        autoComplete="off"
        placeholder="https://receiver.example/deskbell"
        help="Gets a POST with JSON, as GitLab sends it."
      />
      <TextField {...form.field('name')} label="Name" dir="auto" autoComplete="off" help="If you like." />
      <Triggers form={form} />
      {form.values.push_events && (
        <TextField
          {...form.field('push_events_branch_filter')}
          label="Branches"
          autoComplete="off"
          placeholder="main, stable/*"
          help="Whose pushes are told; * stands for anything. Empty: all of them."
        />
      )}
      <Secrets form={form} hook={hook} forget={forget} />
      <Switch
        label="Verify the certificate"
        help="Of servers with https. Leave it on unless the receiver’s certificate cannot be right."
        checked={form.values.enable_ssl_verification}
        onChange={on => form.set('enable_ssl_verification', on)}
      />
    </SettingsForm>
  )
}

type Form = ReturnType<typeof useForm<Values>>

function Triggers({ form }: { form: Form }) {
  const id = useId()
  return (
    <fieldset className="flex flex-col gap-2.5">
      <legend className="contents font-medium text-sm">It is told of</legend>
      {triggers.map(([name, label, about]) => (
        <div key={name} className="flex items-start gap-2.5 text-sm">
          <input
            type="checkbox"
            id={`${id}-${name}`}
            aria-describedby={`${id}-${name}-about`}
            checked={form.values[name]}
            onChange={({ target }) => form.set(name, target.checked)}
            className="mt-0.5 size-4 shrink-0 accent-accent"
          />
          <div className="flex flex-col">
            <label htmlFor={`${id}-${name}`}>{label}</label>
            <span id={`${id}-${name}-about`} className="text-faint text-xs">
              {about}
            </span>
          </div>
        </div>
      ))}
    </fieldset>
  )
}

const keyBytes = 32

/** As Standard Webhooks has it. */
function newSigningToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(keyBytes))
  return `whsec_${btoa(String.fromCharCode(...bytes))}`
}

type SecretsProps = { form: Form; hook: Hook | undefined; forget: Props['forget'] }

function Secrets({ form, hook, forget }: SecretsProps) {
  const kept = (present: boolean | undefined) => (present ? 'Kept; type to replace it' : '')
  const signing = form.values.signing_token
  return (
    <>
      <TextField
        {...form.field('token')}
        label="Secret token"
        type="password"
        autoComplete="new-password"
        placeholder={kept(hook?.token_present)}
        help="Sent as X-Gitlab-Token, so that the receiver knows who calls."
      />
      <div className="flex flex-col gap-1.5">
        <div className="flex items-end gap-1">
          <div className="grow">
            <TextField
              {...form.field('signing_token')}
              label="Signing token"
              autoComplete="off"
              spellCheck={false}
              placeholder={kept(hook?.signing_token_present) || 'whsec_…'}
              className="font-mono text-sm"
            />
          </div>
          {signing === '' ? (
            <Button onClick={() => form.set('signing_token', newSigningToken())}>Make one</Button>
          ) : (
            <Copy text={signing} label="Copy the signing token" />
          )}
        </div>
        <p className="text-faint text-xs">
          Signs each delivery (webhook-signature, Standard Webhooks). Copy it to the receiver now: it is never
          shown again.
        </p>
      </div>
      {forget && (hook?.token_present || hook?.signing_token_present) && (
        <div className="flex flex-wrap gap-2">
          {hook.token_present && (
            <Button small onClick={() => forget('token')}>
              Send no secret token
            </Button>
          )}
          {hook.signing_token_present && (
            <Button small onClick={() => forget('signing_token')}>
              Sign no more
            </Button>
          )}
        </div>
      )}
    </>
  )
}
