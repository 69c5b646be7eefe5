// What is this ticket or issue, what was said, and what comes next?
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useDeferredValue, useMemo, useRef, useState } from 'react'
import { discussionsQuery, issueQuery } from '../../api/issues.ts'
import type { Note } from '../../api/types.ts'
import { Failed } from '../../components/Failed.tsx'
import { useEdits } from '../../editing/useEdits.ts'
import { PageHeader } from '../../frame/PageHeader.tsx'
import { usePath, usePerson, useProject } from '../../session.ts'
import { AnswerBar } from './AnswerBar.tsx'
import { Composer } from './composer/Composer.tsx'
import { useViewing, type Viewing, ViewingContext, type Whole } from './context.ts'
import { Description } from './Description.tsx'
import { Header } from './Header.tsx'
import { inOrder } from './items.ts'
import type { Picking } from './side/Fields.tsx'
import { Side } from './side/Side.tsx'
import { Thread } from './Thread.tsx'
import { useTicketKeys } from './useTicketKeys.ts'
import { HeaderWaits, ThreadWaits } from './Waits.tsx'

export default function Page() {
  const path = usePath() ?? ''
  const iid = Number(useParams({ strict: false }).iid)
  // Another ticket is another page: nothing that was opened or begun goes along.
  return <Ticket key={`${path}#${iid}`} path={path} iid={iid} />
}

function Ticket({ path, iid }: { path: string; iid: number }) {
  const { data: issue, error, refetch } = useQuery(issueQuery(path, iid))
  const { project, isTeam, isMaintainer, error: noProject } = useProject(path)
  const personId = usePerson()?.id ?? null
  const isArchived = project?.archived === true
  const viewing: Viewing = useMemo(
    () => ({ path, iid, personId, isTeam, isMaintainer, isArchived }),
    [path, iid, personId, isTeam, isMaintainer, isArchived],
  )
  if (issue === undefined && (error || noProject))
    return (
      <>
        <PageHeader title={`#${iid}`} path={path} />
        <Failed error={error ?? noProject} retry={() => void refetch()} />
      </>
    )
  // What may be done is known with the project; drawn before, the buttons would come in later and push.
  if (issue === undefined || project === undefined) return <HeaderWaits path={path} iid={iid} />
  return (
    <ViewingContext value={viewing}>
      <Shown issue={issue} />
    </ViewingContext>
  )
}

function Shown({ issue }: { issue: Whole }) {
  const { path, iid } = useViewing()
  const { data: discussions, error, refetch } = useQuery(discussionsQuery(path, iid))
  const notes = useMemo(() => discussions && inOrder(discussions), [discussions])
  const edit = useEdits(null)
  const [picking, setPicking] = useState<Picking | null>(null)
  const composer = useRef<HTMLDivElement>(null)
  useTicketKeys({ issue, edit, pick: setPicking })
  // What is read comes first; what one writes and sets follows with the next frame, in room that is kept.
  const further = useDeferredValue(true, false)
  return (
    <>
      <Header issue={issue} edit={edit} />
      <div className="grid max-w-280 grow grid-cols-[minmax(0,1fr)] content-start gap-x-10 px-4 pb-16 md:px-6 lg:grid-cols-[minmax(0,760px)_280px]">
        <div className="min-w-0">
          <Description issue={issue} />
          {notes ? (
            <Thread notes={notes} issueId={issue.id} composer={composer} />
          ) : error ? (
            <Failed error={error} retry={() => void refetch()} />
          ) : (
            <ThreadWaits />
          )}
          {notes && (
            <div ref={composer} className="mt-4 [overflow-anchor:none]">
              {further ? <Composer path={path} issue={issue} notes={notes} /> : <div className="min-h-44" />}
            </div>
          )}
          <AnswerBar composer={composer} />
        </div>
        {further && (
          <Side issue={issue} notes={notes ?? none} edit={edit} picking={picking} setPicking={setPicking} />
        )}
      </div>
    </>
  )
}

const none: Note[] = []
