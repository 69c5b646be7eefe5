// How does the team answer? To the customer or among themselves, with who gets it said above the text.
import { Link, useLocation } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { IssueRow } from '../../../api/issues.ts'
import type { Note } from '../../../api/types.ts'
import { usePerson, useProject } from '../../../session.ts'
import { Writer } from './Writer.tsx'

type Props = { path: string; issue: IssueRow; notes: Note[] }

export function Composer({ path, issue, notes }: Props) {
  const person = usePerson()
  const { project, isTeam } = useProject(path)
  const from = useLocation().publicHref
  if (person === null)
    return (
      <Sentence>
        <Link to="/users/sign_in" search={{ redirect: from }} className="text-accent underline">
          Sign in
        </Link>{' '}
        to write a comment.
      </Sentence>
    )
  if (project === undefined) return <div className="min-h-44" />
  if (project.archived) return <Sentence>This project is archived: it can be read, not written to.</Sentence>
  if (issue.moved_to_id !== null)
    return (
      <Sentence>
        This issue was {issue.merged_into_id === null ? 'moved' : 'merged into another'}. Write where it is
        now; mail for it arrives there too.
      </Sentence>
    )
  if (person.bot) return <Sentence>Bots write through the API.</Sentence>
  // Another issue is another text, and another thread that was read.
  return <Writer key={issue.id} path={path} issue={issue} notes={notes} person={person} isTeam={isTeam} />
}

const Sentence = ({ children }: { children: ReactNode }) => (
  <p className="rounded-md border border-line px-3 py-3 text-muted text-sm">{children}</p>
)
