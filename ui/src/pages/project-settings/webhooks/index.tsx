// Which servers does the project tell of what happens in it?
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus, Webhook } from 'lucide-react'
import { type Hook, hooksQuery } from '../../../api/hooks.ts'
import { Empty } from '../../../components/Empty.tsx'
import { Failed } from '../../../components/Failed.tsx'
import { usePath } from '../../../session.ts'
import { pathParam } from '../../../urls.ts'
import { WebhookPage } from './Page.tsx'
import { StateBadge } from './StateBadge.tsx'
import { triggers } from './words.ts'

export default function Page() {
  const path = usePath() ?? ''
  return (
    <WebhookPage title="Webhooks" path={path} actions={<AddLink path={path} />}>
      {() => <Hooks path={path} />}
    </WebhookPage>
  )
}

function AddLink({ path }: { path: string }) {
  return (
    <Link
      to="/p/$path/hooks/new"
      params={{ path: pathParam(path) }}
      className="inline-flex h-8 items-center gap-1.5 whitespace-nowrap rounded-md bg-accent px-3 font-medium text-on-accent text-sm hover:bg-accent-strong"
    >
      <Plus aria-hidden="true" className="size-4" />
      New webhook
    </Link>
  )
}

function Hooks({ path }: { path: string }) {
  const { data, error, refetch } = useQuery(hooksQuery(path))
  if (error && data === undefined) return <Failed error={error} retry={() => void refetch()} />
  if (data === undefined) return <p className="late py-6 text-faint">Looking…</p>
  if (data.length === 0)
    return (
      <Empty icon={Webhook} title="No webhooks yet">
        <p>
          A webhook tells another server when code is pushed, an issue changes or somebody comments: a chat, a
          build server, a program of yours.
        </p>
      </Empty>
    )
  return (
    <ul aria-label="Webhooks" className="flex flex-col divide-y divide-line border-line border-y">
      {data.map(hook => (
        <li key={hook.id}>
          <HookLine path={path} hook={hook} />
        </li>
      ))}
    </ul>
  )
}

function HookLine({ path, hook }: { path: string; hook: Hook }) {
  const wanted = triggers.filter(([name]) => hook[name]).map(([, label]) => label)
  return (
    <div className="relative flex items-center gap-3 px-2 py-2 hover:bg-hover">
      <div className="flex min-w-0 grow flex-col">
        <Link
          to="/p/$path/hooks/$hook/edit"
          params={{ path: pathParam(path), hook: String(hook.id) }}
          dir="auto"
          className="truncate font-medium text-sm after:absolute after:inset-0"
        >
          {hook.name || hook.url}
        </Link>
        {hook.name && (
          <span dir="auto" className="truncate text-muted text-xs">
            {hook.url}
          </span>
        )}
        <span className="truncate text-faint text-xs">{wanted.join(' · ') || 'Nothing is told'}</span>
      </div>
      <StateBadge hook={hook} />
    </div>
  )
}
