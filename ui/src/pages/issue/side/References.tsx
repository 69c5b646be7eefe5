// What does it belong to, and where does one find it? Its reference to copy, and the issues that it names or that name it.
import type { Note } from '../../../api/types.ts'
import { Copy } from '../../../components/Copy.tsx'
import { Prose } from '../../../components/Prose.tsx'
import type { Whole } from '../context.ts'
import { Section } from './Section.tsx'

const naming = new Set(['moved', 'duplicate', 'cross_reference', 'cloned'])
const most = 8

/** The desk tells it in notes of its own, and only of issues that the viewer may read. */
export function References({ issue, notes }: { issue: Whole; notes: readonly Note[] }) {
  const found = notes.filter(note => note.system && naming.has(note.system_action ?? '')).slice(-most)
  return (
    <Section title="References">
      <div className="flex items-center gap-1">
        <code className="min-w-0 truncate text-muted text-sm">{issue.references.full}</code>
        <Copy text={issue.references.full} label="Copy the reference" />
      </div>
      {found.length > 0 && (
        <ul className="flex flex-col gap-1 text-muted text-sm">
          {found.map(note => (
            <li key={note.id}>
              <Prose html={note.body_html ?? ''} className="first-letter:uppercase" />
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
