// What shall the token be good for, and until when?
import { useQueryClient } from '@tanstack/react-query'
import { useId } from 'react'
import { makeToken, type NewToken, type Scope } from '../../api/account.ts'
import { TextField } from '../../components/Field.tsx'
import { SettingsForm } from '../../forms/SettingsForm.tsx'
import { useForm } from '../../forms/useForm.ts'

const scopes: readonly (readonly [Scope, string])[] = [
  ['api', 'Everything that you may do'],
  ['read_api', 'Read everything that you may read'],
  ['read_user', 'Read your profile and who else is here'],
  ['read_repository', 'Fetch code with Git'],
  ['write_repository', 'Fetch and push code with Git'],
]
const empty = { name: '', expires_at: '', scopes: [] as readonly Scope[] }

/** The first day on which a token may end. */
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)

export function MakeToken({ onMade }: { onMade: (token: NewToken) => void }) {
  const client = useQueryClient()
  const form = useForm({
    saved: empty,
    save: async (_, { name, scopes, expires_at }) => {
      onMade(await makeToken({ name, scopes, expires_at: expires_at || null }))
      await client.invalidateQueries({ queryKey: ['tokens'] })
    },
  })
  return (
    <SettingsForm form={form} label="New access token" save="Make token">
      <TextField
        {...form.field('name')}
        label="Name"
        help="Where it is used: “Backup script”."
        autoComplete="off"
      />
      <TextField
        {...form.field('expires_at')}
        label="Ends on"
        type="date"
        min={tomorrow()}
        help="It ends as this day begins (UTC). Without a day, it never ends."
        className="max-w-44"
      />
      <Scopes
        chosen={form.values.scopes}
        error={form.errors.scopes}
        onChange={chosen => form.set('scopes', chosen)}
      />
    </SettingsForm>
  )
}

type Props = { chosen: readonly Scope[]; error: string | undefined; onChange: (chosen: Scope[]) => void }

function Scopes({ chosen, error, onChange }: Props) {
  const id = useId()
  return (
    <fieldset className="flex flex-col gap-2.5" aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="contents font-medium text-sm">It may</legend>
      {scopes.map(([scope, about]) => (
        <div key={scope} className="flex items-start gap-2.5 text-sm">
          <input
            type="checkbox"
            id={`${id}-${scope}`}
            name="scopes"
            checked={chosen.includes(scope)}
            aria-invalid={error !== undefined}
            onChange={({ target }) =>
              onChange(target.checked ? [...chosen, scope] : chosen.filter(one => one !== scope))
            }
            className="mt-0.5 size-4 shrink-0 accent-accent"
          />
          <label htmlFor={`${id}-${scope}`}>
            {about} <code className="ml-1 whitespace-nowrap font-mono text-faint text-xs">{scope}</code>
          </label>
        </div>
      ))}
      {error && (
        <p id={`${id}-error`} role="alert" className="text-bad text-sm">
          Choose at least one.
        </p>
      )}
    </fieldset>
  )
}
