// Who has an account, who takes a seat, and who may what?
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Plus, UserRound } from 'lucide-react'
import { useState } from 'react'
import { useActions } from '../../actions.ts'
import { statisticsQuery } from '../../api/admin.ts'
import type { UserFull } from '../../api/types.ts'
import { usersQuery } from '../../api/users.ts'
import { Button } from '../../components/Button.tsx'
import { Empty } from '../../components/Empty.tsx'
import { Failed } from '../../components/Failed.tsx'
import { ShowMore } from '../../components/ShowMore.tsx'
import { AdminPage } from '../../frame/AdminTabs.tsx'
import { Filters, useFilter } from '../../mail-log/Filters.tsx'
import { UserDialog } from './UserDialog.tsx'
import { UserRow } from './UserRow.tsx'

const choices = [
  [undefined, 'All'],
  ['active', 'Active'],
  ['blocked', 'Blocked'],
  ['admins', 'Administrators'],
] as const

type Edited = UserFull | 'new' | null

export default function Page() {
  const [edited, setEdited] = useState<Edited>(null)
  useActions([
    {
      id: 'new-user',
      label: 'New user',
      group: 'This page',
      keys: 'c',
      icon: Plus,
      run: () => setEdited('new'),
    },
  ])
  return (
    <AdminPage
      title="Users"
      actions={
        <Button look="primary" onClick={() => setEdited('new')}>
          <Plus aria-hidden="true" className="size-4" />
          New user
        </Button>
      }
    >
      <Filters
        name="filter"
        label="Show users that are"
        choices={choices}
        searched="Name, username or address"
      />
      <Users edit={setEdited} />
      <UserDialog edited={edited} onClose={() => setEdited(null)} />
    </AdminPage>
  )
}

function Users({ edit }: { edit: (user: UserFull) => void }) {
  const { chosen, search } = useFilter('filter')
  // The Support Bot is in the whole list alone: it is no person to be blocked or asked.
  const filter = { search, ...(chosen ? { [chosen]: true, exclude_internal: true } : {}) }
  const query = useInfiniteQuery({
    ...usersQuery(filter),
    placeholderData: kept => kept,
  })
  const { data, error, refetch } = query
  if (error && data === undefined) return <Failed error={error} retry={() => void refetch()} />
  if (data === undefined) return <p className="late py-6 text-faint">Looking…</p>
  const users = data.pages.flatMap(page => page.rows)
  if (users.length === 0) {
    return (
      <Empty icon={UserRound} title="Nobody like that">
        <p>Choose “All” or other words to see who is there.</p>
      </Empty>
    )
  }
  return (
    <>
      <Count total={data.pages[0]?.total ?? null} />
      <Table users={users} edit={edit} />
      <ShowMore query={query} />
    </>
  )
}

function Count({ total }: { total: number | null }) {
  const { data } = useQuery(statisticsQuery)
  if (total === null) return null
  const seats = data && ` · ${data.seats} ${data.seats === 1 ? 'seat' : 'seats'} taken; bots take none`
  return (
    <p role="status" className="tabular py-1 text-faint text-xs">
      {total} {total === 1 ? 'account' : 'accounts'}
      {seats}
    </p>
  )
}

const headings = [
  ['Name', 'w-[32%]'],
  ['E-mail address', ''],
  ['Role', 'w-32'],
  ['Last sign-in', 'w-28'],
  ['State', 'w-22'],
] as const

function Table({ users, edit }: { users: readonly UserFull[]; edit: (user: UserFull) => void }) {
  return (
    <table className="w-full table-fixed border-line border-y text-left text-sm max-md:block">
      <thead className="text-faint text-xs max-md:sr-only">
        <tr>
          {headings.map(([heading, width]) => (
            <th key={heading} scope="col" className={`h-8 pr-4 font-medium ${width}`}>
              {heading}
            </th>
          ))}
          <th scope="col" className="w-10">
            <span className="sr-only">What to do</span>
          </th>
        </tr>
      </thead>
      <tbody className="max-md:block">
        {users.map(user => (
          <UserRow key={user.id} user={user} edit={() => edit(user)} />
        ))}
      </tbody>
    </table>
  )
}
