// What is assigned to me, in all projects?
import { PageHeader } from '../../frame/PageHeader.tsx'
import { IssueList } from './IssueList.tsx'
import type { Place } from './place.ts'

const mine: Place = { kind: 'mine', path: null }

export default function Page() {
  return (
    <>
      <PageHeader title="Assigned to me" />
      <IssueList place={mine} label="Assigned to me" />
    </>
  )
}
