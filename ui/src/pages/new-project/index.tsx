// How is a project made?
import { useQueryClient } from '@tanstack/react-query'
import { createProject } from '../../api/groups.ts'
import { NewPlace } from '../../places/NewPlace.tsx'

export default function Page() {
  const client = useQueryClient()
  return (
    <NewPlace
      title="New project"
      action="Create project"
      about="A project has issues, and an e-mail address at which customers open tickets."
      top={false}
      groupsOnly={false}
      make={async ({ under, ...given }) => {
        const made = await createProject({ ...given, ...(under === null ? {} : { namespace_id: under }) })
        await client.invalidateQueries({ queryKey: ['projects'] })
        return made.path_with_namespace
      }}
    />
  )
}
