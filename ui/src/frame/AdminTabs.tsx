// Which pages have those who run the desk? One row of tabs above all of them.

import { Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import { Empty } from '../components/Empty.tsx'
import { type NavTab, NavTabs } from '../components/NavTabs.tsx'
import { usePerson } from '../session.ts'
import { Column, PageHeader } from './PageHeader.tsx'

const tabs = [
  { to: '/admin', label: 'Overview' },
  { to: '/admin/users', label: 'Users' },
  { to: '/admin/mailboxes', label: 'Mailboxes' },
  { to: '/admin/inbox', label: 'Inbox log' },
  { to: '/admin/outbox', label: 'Outbox log' },
  { to: '/admin/application_settings', label: 'Settings' },
] as const satisfies readonly NavTab[]

const AdminTabs = () => <NavTabs label="Administration" tabs={tabs} />

type Props = { title: string; narrow?: boolean; actions?: ReactNode; children: ReactNode }

/** A page of the administration; who does not run the desk is told so. */
export function AdminPage({ title, narrow = false, actions, children }: Props) {
  const person = usePerson()
  if (!person?.is_admin) {
    return (
      <>
        <PageHeader title={title} />
        <Empty icon={Lock} title="This is for administrators">
          <p>Ask one of them if you need something changed here.</p>
        </Empty>
      </>
    )
  }
  return (
    <>
      <PageHeader title={title} actions={actions}>
        <AdminTabs />
      </PageHeader>
      <Column narrow={narrow}>{children}</Column>
    </>
  )
}
