// Where does a log of mails stand? Among the pages of a project, or of those who run the desk.
import type { ReactNode } from 'react'
import { AdminPage } from '../frame/AdminTabs.tsx'
import { Column, PageHeader } from '../frame/PageHeader.tsx'

type Props = { title: string; about: string; path: string | null; children: ReactNode }

export function LogPage({ title, about, path, children }: Props) {
  if (path === null)
    return (
      <AdminPage title={title}>
        <p className="pt-3 text-muted text-sm">{about}</p>
        {children}
      </AdminPage>
    )
  return (
    <>
      <PageHeader title={title} path={path}>
        <p className="text-muted text-sm">{about}</p>
      </PageHeader>
      <Column>{children}</Column>
    </>
  )
}
