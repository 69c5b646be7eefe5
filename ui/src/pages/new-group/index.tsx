// How is a group made?
import { useQueryClient } from '@tanstack/react-query'
import { createGroup } from '../../api/groups.ts'
import { NewPlace } from '../../places/NewPlace.tsx'

export default function Page() {
  const client = useQueryClient()
  return (
    <NewPlace
      title="New group"
      action="Create group"
      about="A group holds projects and further groups; its members belong to all of them."
      top
      groupsOnly
      make={async ({ under, ...given }) => {
        const made = await createGroup({ ...given, ...(under === null ? {} : { parent_id: under }) })
        await client.invalidateQueries({ queryKey: ['namespaces'] })
        return made.full_path
      }}
    />
  )
}
