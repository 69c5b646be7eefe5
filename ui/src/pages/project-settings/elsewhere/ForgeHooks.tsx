// Which forges may tell of pushes and merges, and did they?
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import {
  addForgeHook,
  type ForgeHook,
  forgeHooksQuery,
  type NewForgeHook,
  removeForgeHook,
} from '../../../api/elsewhere.ts'
import { Button, IconButton } from '../../../components/Button.tsx'
import { Confirm } from '../../../components/Confirm.tsx'
import { Copy } from '../../../components/Copy.tsx'
import { TextField } from '../../../components/Field.tsx'
import { Time } from '../../../components/Time.tsx'
import { tell, tellError } from '../../../toasts.ts'

type Props = { path: string; hooks: readonly ForgeHook[] }

export function ForgeHooks({ path, hooks }: Props) {
  const client = useQueryClient()
  const { queryKey } = forgeHooksQuery(path)
  const [name, setName] = useState('')
  const [made, setMade] = useState<NewForgeHook | null>(null)
  const [removing, setRemoving] = useState<ForgeHook | null>(null)
  const settle = () => client.invalidateQueries({ queryKey })
  const add = useMutation({
    mutationFn: () => addForgeHook(path, name.trim()),
    onSuccess: hook => {
      setMade(hook)
      setName('')
    },
    onError: error => tellError(error),
    onSettled: settle,
  })
  const remove = useMutation({
    mutationFn: (id: number) => removeForgeHook(path, id),
    onSuccess: () => tell('What it sends is refused from now on.'),
    onError: error => tellError(error),
    onSettled: settle,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() !== '') add.mutate()
  }
  return (
    <div className="flex max-w-150 flex-col gap-3">
      <h3 className="font-medium text-sm">What a forge tells</h3>
      <p className="text-muted text-sm">
        Webhooks of GitHub, GitLab, Gitea and Forgejo for pushes and for pull or merge requests: the mirror is
        fetched at once, or, without one, tickets are closed by what the forge says.
      </p>
      {hooks.length > 0 && (
        <ul aria-label="Forges" className="flex flex-col divide-y divide-line border-line border-y">
          {hooks.map(hook => (
            <Hook key={hook.id} hook={hook} remove={() => setRemoving(hook)} />
          ))}
        </ul>
      )}
      {made && <Made hook={made} />}
      <form aria-label="New forge" onSubmit={submit} className="flex items-end gap-2">
        <TextField
          label="Name"
          dir="auto"
          autoComplete="off"
          placeholder="acme/widget on GitHub"
          maxLength={255}
          value={name}
          onChange={event => setName(event.target.value)}
        />
        <Button type="submit" disabled={add.isPending || name.trim() === ''}>
          Add
        </Button>
      </form>
      <Confirm
        open={removing !== null}
        title={`Refuse what ${removing?.name ?? ''} sends?`}
        action="Remove"
        onConfirm={() => {
          if (removing) remove.mutate(removing.id)
          setRemoving(null)
        }}
        onCancel={() => setRemoving(null)}
      />
    </div>
  )
}

function Hook({ hook, remove }: { hook: ForgeHook; remove: () => void }) {
  return (
    <li className="flex items-center gap-3 py-2 text-sm">
      <span className="flex min-w-0 grow flex-col gap-0.5">
        <bdi className="truncate font-medium">{hook.name}</bdi>
        <span className="flex min-w-0 items-center gap-1">
          <code className="min-w-0 truncate font-mono text-muted text-xs">{hook.url}</code>
          <Copy text={hook.url} label="Copy the address" />
        </span>
        <span className="text-muted text-xs">
          {hook.last_delivery_at === null ? (
            'It has told nothing yet.'
          ) : (
            <>
              {hook.last_event} <Time at={hook.last_delivery_at} />: {hook.last_result}
            </>
          )}
        </span>
      </span>
      <IconButton small label={`Remove ${hook.name}`} onClick={remove}>
        <Trash2 aria-hidden="true" className="size-4" />
      </IconButton>
    </li>
  )
}

/** The secret is seen this once. */
const Made = ({ hook }: { hook: NewForgeHook }) => (
  <div role="status" className="flex flex-col gap-2 rounded-md bg-open-soft px-3 py-2.5 text-sm">
    <p>
      Enter these two at the forge, with <b className="font-medium">application/json</b> as the content type
      and the events of pushes and of pull or merge requests. The secret is not shown again.
    </p>
    <p className="flex items-center gap-1">
      <span className="text-muted">URL</span>
      <code className="min-w-0 break-all font-mono text-xs">{hook.url}</code>
      <Copy text={hook.url} label="Copy the URL" />
    </p>
    <p className="flex items-center gap-1">
      <span className="text-muted">Secret</span>
      <code className="min-w-0 break-all font-mono text-xs">{hook.secret}</code>
      <Copy text={hook.secret} label="Copy the secret" />
    </p>
  </div>
)
