// What stands under this path: a project, a group, or a person?
import { useQuery } from '@tanstack/react-query'
import { ApiError } from '../../api/client.ts'
import { userQuery } from '../../api/groups.ts'
import { groupQuery } from '../../api/projects.ts'
import { Failed } from '../../components/Failed.tsx'
import { PageHeader } from '../../frame/PageHeader.tsx'
import { usePath, usePerson, useProject } from '../../session.ts'
import { GroupPage } from './GroupPage.tsx'
import { PersonPage } from './PersonPage.tsx'
import { ProjectPage } from './ProjectPage.tsx'

const isMissing = (error: unknown) => error instanceof ApiError && error.status === 404

export default function Page() {
  const path = usePath() ?? ''
  const person = usePerson()
  // Only a project's path has a slash for sure; a path of one word is a group's or a person's.
  const deep = path.includes('/')
  const project = useProject(deep ? path : undefined)
  const group = useQuery({ ...groupQuery(path), enabled: !deep || isMissing(project.error), retry: false })
  const user = useQuery({ ...userQuery(path), enabled: !deep && person !== null && isMissing(group.error) })
  if (project.project) return <ProjectPage key={path} project={project.project} />
  if (group.data) return <GroupPage key={path} group={group.data} />
  if (user.data) return <PersonPage key={path} user={user.data} />
  const error = [user, group, project].find(query => query.error)?.error
  if (user.isSuccess || (error && (deep || person === null || user.isError) && (!deep || group.isError)))
    return (
      <>
        <PageHeader title={path} />
        <Failed error={error ?? new ApiError(404, 'Not found')} />
      </>
    )
  return <p className="late p-6 text-faint">Looking…</p>
}
