// Who is this, and which projects of theirs may the viewer see?
import { useQuery } from '@tanstack/react-query'
import { userProjectsQuery } from '../../api/groups.ts'
import type { UserBasic } from '../../api/types.ts'
import { Avatar } from '../../components/Avatar.tsx'
import { Column, PageHeader } from '../../frame/PageHeader.tsx'
import { ProjectList } from './ProjectList.tsx'

export function PersonPage({ user }: { user: UserBasic }) {
  const { data } = useQuery(userProjectsQuery(user.id))
  return (
    <>
      <PageHeader
        title={user.name}
        heading={
          <span className="flex items-center gap-3">
            <Avatar name={user.name} url={user.avatar_url} size={32} />
            <span dir="auto">{user.name}</span>
          </span>
        }
      >
        <p className="text-muted text-sm">
          @{user.username}
          {user.state === 'blocked' && ' · blocked'}
        </p>
      </PageHeader>
      <Column>
        <section aria-label="Projects" className="flex flex-col gap-2 pt-3">
          <h2 className="font-semibold">Projects</h2>
          {data && <ProjectList projects={data} nothing="No project of their own that you may see." />}
        </section>
      </Column>
    </>
  )
}
