// What stands around every page of webhooks? Who may see it, and the way back to the settings.
import { Link } from '@tanstack/react-router'
import { Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import { Empty } from '../../../components/Empty.tsx'
import { Failed } from '../../../components/Failed.tsx'
import { Column, PageHeader } from '../../../frame/PageHeader.tsx'
import { useProject } from '../../../session.ts'
import { pathParam } from '../../../urls.ts'

type Props = { title: string; path: string; inner?: boolean; actions?: ReactNode; children: () => ReactNode }

export function WebhookPage({ title, path, inner = false, actions, children }: Props) {
  const { isMaintainer, isPending, error, refetch } = useProject(path)
  const params = { path: pathParam(path) }
  const look = 'hover:text-ink hover:underline'
  return (
    <>
      <PageHeader
        title={title}
        path={path}
        actions={isMaintainer && actions}
        crumbs={
          <>
            <Link to="/p/$path/edit" params={params} className={look}>
              Settings
            </Link>
            {inner && (
              <>
                <span aria-hidden="true">/</span>
                <Link to="/p/$path/hooks" params={params} className={look}>
                  Webhooks
                </Link>
              </>
            )}
          </>
        }
      />
      <Column narrow={inner}>
        {error && <Failed error={error} retry={() => void refetch()} />}
        {!isMaintainer && !isPending && !error && (
          <Empty icon={Lock} title="Webhooks are for maintainers">
            <p>Ask one of the project’s maintainers or owners if another server should be told.</p>
          </Empty>
        )}
        {isMaintainer && children()}
      </Column>
    </>
  )
}
