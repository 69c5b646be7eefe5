// What does one write on, and what does one see of it?
import { useRef } from 'react'
import type { KeptFile, MailText } from '../../api/templates.ts'
import type { Project } from '../../api/types.ts'
import { Button } from '../../components/Button.tsx'
import { TextArea } from '../../components/Field.tsx'
import { MailPreview } from '../../mail-preview/MailPreview.tsx'
import { CommitForm } from './CommitForm.tsx'
import { useTemplate } from './useTemplate.ts'

type Props = {
  project: Project
  text: MailText
  /** What the project's own file says; null: it has none. */
  first: KeptFile | null
}

export function Workbench({ project, text, first }: Props) {
  const path = project.path_with_namespace
  const work = useTemplate({ project, text, first })
  const area = useRef<HTMLTextAreaElement>(null)
  /** In place of what is selected; the browser keeps it as one step to undo. */
  const insert = (name: string) => {
    area.current?.focus()
    if (!document.execCommand('insertText', false, `%{${name}}`)) work.setContent(`${work.content}%{${name}}`)
  }
  return (
    <div className="grid gap-x-6 gap-y-6 lg:grid-cols-2">
      <form
        aria-label="Text of the mail"
        noValidate
        onSubmit={event => {
          event.preventDefault()
          void work.save()
        }}
        className="flex min-w-0 flex-col gap-4"
      >
        <TextArea
          ref={area}
          label="Text"
          dir="auto"
          rows={16}
          spellCheck
          value={work.content}
          disabled={work.saving}
          onChange={event => work.setContent(event.target.value)}
          className="resize-y font-mono text-sm"
          help="Markdown. Lines between <!-- and --> are notes for you; customers do not get them."
        />
        <Placeholders insert={insert} />
        {work.content !== text.built_in && (
          <Button small look="quiet" className="self-start" onClick={() => work.setContent(text.built_in)}>
            Begin with the built-in text
          </Button>
        )}
        <CommitForm project={project} work={work} />
      </form>
      <section aria-label="Preview" className="min-w-0">
        <MailPreview path={path} kind={text.kind} content={work.content} />
      </section>
    </div>
  )
}

const placeholders: readonly (readonly [name: string, means: string])[] = [
  ['NOTE_TEXT', 'the answer'],
  ['ISSUE_ID', '#12'],
  ['ISSUE_PATH', 'group/project#12'],
  ['ISSUE_URL', 'the ticket’s address, for those with an account'],
  ['ISSUE_DESCRIPTION', 'what the customer wrote first'],
  ['UNSUBSCRIBE_URL', 'where she stops the mails'],
  ['SYSTEM_HEADER', 'set for the whole desk'],
  ['SYSTEM_FOOTER', 'set for the whole desk'],
  ['ADDITIONAL_TEXT', 'set for the whole desk'],
]

function Placeholders({ insert }: { insert: (name: string) => void }) {
  return (
    <details>
      <summary className="w-max text-muted text-sm hover:text-ink">Placeholders</summary>
      <ul aria-label="Placeholders" className="mt-2 flex flex-col gap-1">
        {placeholders.map(([name, means]) => (
          <li key={name} className="flex flex-wrap items-center gap-x-2 text-sm">
            <Button small look="quiet" onClick={() => insert(name)} aria-label={`Insert ${name}`}>
              <code className="font-mono">{`%{${name}}`}</code>
            </Button>
            <span className="text-faint text-xs">{means}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}
