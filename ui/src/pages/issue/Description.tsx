// What did it begin with? The customer's first mail, or what somebody of the team wrote down.
import { useQueryClient } from '@tanstack/react-query'
import { Pencil } from 'lucide-react'
import { useState } from 'react'
import { changeIssue, issueQuery } from '../../api/issues.ts'
import { IconButton } from '../../components/Button.tsx'
import { cx } from '../../components/cx.ts'
import { EditForm } from '../../writing/EditForm.tsx'
import { mayChangeWords, useViewing, type Whole } from './context.ts'
import { Text } from './Text.tsx'

export function Description({ issue }: { issue: Whole }) {
  const viewing = useViewing()
  const { path, iid } = viewing
  const client = useQueryClient()
  const [editing, setEditing] = useState(false)
  const save = async (description: string) => {
    await changeIssue(path, iid, { description })
    await client.invalidateQueries({ queryKey: issueQuery(path, iid).queryKey })
    setEditing(false)
  }
  const isEmpty = issue.description.trim() === ''
  return (
    <section
      aria-label="Description"
      data-description
      className={cx(
        'relative my-1 rounded-md border-l-3 px-3 py-3 md:px-4',
        issue.service_desk ? 'border-accent' : 'border-transparent',
      )}
    >
      {editing ? (
        <EditForm
          path={path}
          label="Description"
          mayBeEmpty
          initial={issue.description}
          onSave={save}
          onCancel={() => setEditing(false)}
        />
      ) : (
        <>
          {mayChangeWords(issue, viewing) && (
            <IconButton
              small
              label="Edit the description"
              className="float-right ml-2"
              onClick={() => setEditing(true)}
            >
              <Pencil aria-hidden="true" className="size-3.5" />
            </IconButton>
          )}
          {isEmpty ? (
            <p className="text-faint">No description.</p>
          ) : (
            <Text html={issue.description_html} plain={issue.description} />
          )}
        </>
      )}
    </section>
  )
}
