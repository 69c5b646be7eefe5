// Who belongs to it, and who may what? Of a project or a group.
import { useQuery } from '@tanstack/react-query'
import { Plus, Users } from 'lucide-react'
import { useState } from 'react'
import { membersQuery } from '../../api/members.ts'
import { Access } from '../../api/projects.ts'
import { Button } from '../../components/Button.tsx'
import { Empty } from '../../components/Empty.tsx'
import { Failed } from '../../components/Failed.tsx'
import { Column, PageHeader } from '../../frame/PageHeader.tsx'
import { usePlace } from '../../places/usePlace.ts'
import { usePerson } from '../../session.ts'
import { AddDialog } from './AddDialog.tsx'
import { InheritedLine, MemberLine } from './MemberLine.tsx'

export default function Page() {
  const place = usePlace()
  const person = usePerson()
  const [adding, setAdding] = useState(false)
  const direct = useQuery(membersQuery(place.at, false))
  const all = useQuery(membersQuery(place.at, true))
  const canEdit = place.level >= (place.kind === 'group' ? Access.owner : Access.maintainer)
  const own = new Set(direct.data?.map(({ id }) => id))
  const inherited = direct.data && all.data ? all.data.filter(({ id }) => !own.has(id)) : []
  return (
    <>
      <PageHeader
        title="Members"
        path={place.path}
        actions={
          canEdit && (
            <Button look="primary" onClick={() => setAdding(true)}>
              <Plus aria-hidden="true" className="size-4" />
              Add a member
            </Button>
          )
        }
      >
        <p className="text-muted text-sm">
          Reporters and up read tickets and answer customers; Maintainers change the settings.
        </p>
      </PageHeader>
      <Column>
        {direct.error && !direct.data && <Failed error={direct.error} retry={() => void direct.refetch()} />}
        {direct.data && direct.data.length + inherited.length === 0 && (
          <Empty icon={Users} title="No member yet">
            <p>Administrators see it nevertheless.</p>
          </Empty>
        )}
        {direct.data && direct.data.length > 0 && (
          <ul aria-label="Members" className="mt-2 flex flex-col divide-y divide-line border-line border-y">
            {direct.data.map(member => (
              <li key={member.id}>
                <MemberLine
                  member={member}
                  place={place}
                  canEdit={canEdit}
                  isSelf={member.id === person?.id}
                />
              </li>
            ))}
          </ul>
        )}
        {inherited.length > 0 && (
          <section aria-label="By a group above" className="flex flex-col gap-2 pt-6">
            <h2 className="font-semibold">By a group above</h2>
            <ul className="flex flex-col divide-y divide-line border-line border-y">
              {inherited.map(member => (
                <li key={member.id}>
                  <InheritedLine member={member} />
                </li>
              ))}
            </ul>
          </section>
        )}
        <AddDialog place={place} open={adding} onClose={() => setAdding(false)} />
      </Column>
    </>
  )
}
