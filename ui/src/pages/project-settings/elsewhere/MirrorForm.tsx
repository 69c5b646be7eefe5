// Which repository is followed, by which name and password, how often, and what may its commits close?
import { useQueryClient } from '@tanstack/react-query'
import { changeMirror, type Mirror, mirrorQuery } from '../../../api/elsewhere.ts'
import { TextField } from '../../../components/Field.tsx'
import { SelectField } from '../../../components/SelectField.tsx'
import { Switch } from '../../../components/Switch.tsx'
import { SettingsForm } from '../../../forms/SettingsForm.tsx'
import { useForm } from '../../../forms/useForm.ts'

const closing = [
  ['all', 'Tickets named #12, group/project#12 or by their address'],
  ['qualified', 'Only those named group/project#12 or by their address'],
  ['none', 'None'],
] as const

type Values = {
  enabled: boolean
  url: string
  auth_user: string
  auth_password: string
  interval_minutes: string
  closing: Mirror['closing']
}

const valuesOf = (mirror: Mirror | null): Values => ({
  enabled: mirror?.enabled ?? true,
  url: mirror?.url ?? '',
  auth_user: mirror?.auth_user ?? '',
  // What the desk keeps locked is never in the form: empty means that it stays.
  auth_password: '',
  interval_minutes: String(mirror?.interval_minutes ?? 30),
  closing: mirror?.closing ?? 'all',
})

export function MirrorForm({ path, mirror }: { path: string; mirror: Mirror | null }) {
  const client = useQueryClient()
  const form = useForm<Values>({
    saved: valuesOf(mirror),
    save: async ({ interval_minutes: minutes, ...changes }) => {
      const interval = minutes === undefined ? {} : { interval_minutes: Number(minutes) }
      client.setQueryData(mirrorQuery(path).queryKey, await changeMirror(path, { ...changes, ...interval }))
    },
    told: 'Saved. It is fetched now.',
  })
  const quiet = { autoComplete: 'off', autoCapitalize: 'none', spellCheck: false } as const
  return (
    <SettingsForm form={form} label="Repository elsewhere" save={mirror ? 'Save changes' : 'Follow it'}>
      <TextField
        {...form.field('url')}
        {...quiet}
        label="Address of the repository"
        inputMode="url"
        placeholder="https://forge.example/group/project.git"
        help="Its branches and tags become those of the project; nobody pushes here then."
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField {...form.field('auth_user')} {...quiet} label="User name" help="If it is not public." />
        <TextField
          {...form.field('auth_password')}
          {...quiet}
          label="Password or token"
          type="password"
          placeholder={mirror?.auth_password_set ? 'Kept as it is' : ''}
        />
      </div>
      <TextField
        {...form.field('interval_minutes')}
        label="Fetched every so many minutes"
        inputMode="numeric"
        help="5 to 10080. A webhook, below, has it fetched at once."
      />
      <SelectField
        label="Its commits close"
        value={form.values.closing}
        choices={closing}
        onChange={value => form.set('closing', value)}
        help="In your name, as soon as they reach the default branch."
      />
      {mirror && (
        <Switch label="Follow it" checked={form.values.enabled} onChange={on => form.set('enabled', on)} />
      )}
    </SettingsForm>
  )
}
